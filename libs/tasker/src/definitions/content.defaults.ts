import { isWritten, jsonOf, put } from '../model/json.value.js';
import type { TransformStorage } from './dto.libraries.js';

/** Fills what JSON content lacks from the instance that was made of it. */
export class ContentDefaults {
  constructor(private readonly storage: TransformStorage) {}

  /**
   * Adds to `content` what the initialisers of `instance` give for keys that it lacks, at every depth that `@Type` describes, lists by
   * place. A key stands under the name that `@Expose` reads it by; what `@Exclude` hides is not filled. Nothing else is touched.
   */
  fill(content: object, instance: object): void {
    const type = classOf(instance);
    for (const [property, value] of Object.entries(instance)) {
      if (this.isHidden(type, property)) continue;
      const names = this.names(type, property);
      const given = names.find((name) => Object.hasOwn(content, name));
      if (given === undefined) this.add(content, names[0]!, value);
      else if (this.isNested(type, property)) this.fillNested((content as Record<string, unknown>)[given], value);
    }
  }

  private add(content: object, name: string, value: unknown): void {
    if (isWritten(value)) put(content, name, this.plain(value));
  }

  private fillNested(content: unknown, value: unknown): void {
    if (typeof content !== 'object' || content === null || typeof value !== 'object' || value === null) return;
    if (!Array.isArray(content)) {
      if (isClassInstance(value)) this.fill(content, value);
    } else if (Array.isArray(value)) {
      content.forEach((entry: unknown, place) => this.fillNested(entry, value[place]));
    }
  }

  /** A default as JSON; instances inside it under the names that they are read by. */
  private plain(value: unknown): unknown {
    const json = jsonOf(value);
    if (typeof json !== 'object' || json === null) return json === undefined ? null : (JSON.parse(JSON.stringify(json)) as unknown);
    if (Array.isArray(json)) return json.map((entry) => (isWritten(entry) ? this.plain(entry) : null));
    const filled = {};
    this.fill(filled, json);
    return filled;
  }

  private isHidden(type: unknown, property: string): boolean {
    const exposed = this.storage.findExposeMetadata(type, property) !== undefined;
    if (this.storage.findExcludeMetadata(type, property) !== undefined) return true;
    return !exposed && this.storage.getStrategy(type) === 'excludeAll';
  }

  /** Names that content may give a property under, the one to use first. */
  private names(type: unknown, property: string): string[] {
    const options = this.storage.findExposeMetadata(type, property)?.options;
    if (options?.name === undefined || options.name === property) return [property];
    return options.toPlainOnly === true ? [property, options.name] : [options.name, property];
  }

  /** Whether the values of a property were made from its content by a class, not by a function that may have added anything. */
  private isNested(type: unknown, property: string): boolean {
    return (
      this.storage.findTypeMetadata(type, property) !== undefined && this.storage.findTransformMetadatas(type, property, 0).length === 0
    );
  }
}

function classOf(instance: object): unknown {
  return (Object.getPrototypeOf(instance) as object | null)?.constructor;
}

function isClassInstance(value: object): boolean {
  const type = classOf(value);
  return (
    typeof type === 'function' &&
    type !== Object &&
    type !== Array &&
    !(value instanceof Date) &&
    !(value instanceof Map) &&
    !(value instanceof Set)
  );
}
