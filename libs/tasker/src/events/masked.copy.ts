/** Content that is nested deeper is masked, not looked at. */
const DEEPEST = 100;
/** Objects looked at in one value, those that stand in several places counted again; what comes after them is masked. */
const MOST_OBJECTS = 200_000;
/** A longer text is not read as JSON. */
const LONGEST_JSON = 1_000_000;

/** What is masked, and with what. */
export interface MaskRules {
  readonly mask: string;
  /** Whether what stands under this key is masked; null: no key is looked at. */
  readonly isSensitive: ((name: string, path: string) => boolean) | null;
  /** Whether `path` is read. */
  readonly readPaths: boolean;
  /** A text with what must not be shown in it blacked out. */
  text(given: string): string;
  /** Whether a number must not be shown. */
  isSecret?(given: number | bigint): boolean;
  /** Told of each value that stood under a sensitive key. */
  masked?(value: unknown): void;
  /** Told when something was masked because it could not be looked at. */
  blind?(): void;
}

/** A place in the content. */
interface Place {
  readonly path: string;
  readonly depth: number;
}

/**
 * A copy of any value in which everything is masked that the rules name, or that cannot be looked at: getters that throw, what is nested
 * too deep. What holds nothing of that kind is returned as it is, not copied. Objects stay what they are where nothing in them is masked;
 * else an Error becomes an Error, a Map a Map, a Set a Set, a list a list and everything else a plain object. Never throws.
 */
export function maskedCopy(value: unknown, rules: MaskRules): unknown {
  return new MaskingWalk(rules).copy(value, { path: '', depth: 0 });
}

class MaskingWalk {
  private readonly open = new Set<object>();
  private left = MOST_OBJECTS;

  constructor(private readonly rules: MaskRules) {}

  copy(value: unknown, place: Place): unknown {
    switch (typeof value) {
      case 'string':
        return this.textOf(value, place);
      case 'number':
      case 'bigint':
        return this.rules.isSecret?.(value) === true ? this.rules.mask : value;
      case 'object':
        return value === null ? null : this.objectOf(value, place);
      default:
        return value;
    }
  }

  private textOf(text: string, place: Place): string {
    const inner = this.insideJson(text, place);
    return this.rules.text(inner);
  }

  /** A text that is JSON, with what stands under sensitive keys in it masked. */
  private insideJson(text: string, { path, depth }: Place): string {
    if (this.rules.isSensitive === null || !/^\s*[[{]/.test(text) || text.length > LONGEST_JSON) return text;
    let content: unknown;
    try {
      content = JSON.parse(text);
    } catch {
      return text;
    }
    const copied = this.copy(content, { path, depth: depth + 1 });
    return copied === content ? text : JSON.stringify(copied);
  }

  private objectOf(value: object, place: Place): unknown {
    if (this.open.has(value)) return '[Circular]';
    if (place.depth > DEEPEST || this.left-- <= 0) return this.unseen();
    this.open.add(value);
    try {
      return this.looked(value, place);
    } catch {
      return this.unseen();
    } finally {
      this.open.delete(value);
    }
  }

  private unseen(): string {
    this.rules.blind?.();
    return this.rules.mask;
  }

  private looked(value: object, place: Place): unknown {
    if (Array.isArray(value)) return this.listOf(value, place);
    if (value instanceof Date || value instanceof RegExp || ArrayBuffer.isView(value)) return value;
    if (value instanceof Map) return this.mapOf(value, place);
    if (value instanceof Set) return this.setOf(value, place);
    if (value instanceof Error) return this.errorOf(value, place);
    if (value instanceof String) return this.textOf(String(value), place);
    const shown = (value as { toJSON?: unknown }).toJSON;
    if (typeof shown === 'function') return this.shownOf(value, shown.call(value, ''), place);
    return this.fieldsOf(value, place) ?? value;
  }

  /** What JSON makes of an object: it alone says what is written. */
  private shownOf(value: object, shown: unknown, place: Place): unknown {
    if (shown === value) return this.fieldsOf(value, place) ?? value;
    const copied = this.copy(shown, { ...place, depth: place.depth + 1 });
    return copied === shown ? value : copied;
  }

  private listOf(list: readonly unknown[], { path, depth }: Place): unknown {
    let copied: unknown[] | undefined;
    for (let at = 0; at < list.length; at++) {
      const inner = this.copy(list[at], { path, depth: depth + 1 });
      if (inner !== list[at]) (copied ??= [...list])[at] = inner;
    }
    return copied ?? list;
  }

  private setOf(set: ReadonlySet<unknown>, place: Place): unknown {
    const items = [...set];
    const copied = this.listOf(items, place);
    return copied === items ? set : new Set(copied as unknown[]);
  }

  private mapOf(map: ReadonlyMap<unknown, unknown>, place: Place): unknown {
    let changed = false;
    const entries = Array.from(map, ([key, inner]): [unknown, unknown] => {
      const name = typeof key === 'string' ? this.rules.text(key) : key;
      const copied = typeof key === 'string' ? this.field(key, inner, place) : this.copy(inner, { ...place, depth: place.depth + 1 });
      changed ||= name !== key || copied !== inner;
      return [name, copied];
    });
    return changed ? new Map(entries) : map;
  }

  /** An error's message and stack are no fields that a loop over its keys finds. */
  private errorOf(error: Error, place: Place): unknown {
    const hidden = ['name', 'message', 'stack', 'cause', 'errors'].filter((key) => key in error && !Object.keys(error).includes(key));
    const whole = Object.fromEntries(
      [...hidden, ...Object.keys(error)].map((key) => [key, (error as unknown as Record<string, unknown>)[key]]),
    );
    const fields = this.fieldsOf(whole, place);
    if (fields === undefined) return error;
    const copy = new Error();
    for (const [key, value] of Object.entries(fields)) {
      Object.defineProperty(copy, key, { value, enumerable: !hidden.includes(key), configurable: true, writable: true });
    }
    return copy;
  }

  /** The fields of an object, copied; undefined when nothing in them is masked. */
  private fieldsOf(value: object, place: Place): Record<string, unknown> | undefined {
    let changed = false;
    const entries = Object.keys(value).map((key): [string, unknown] => {
      const name = this.rules.text(key);
      const { read, inner } = fieldOf(value, key);
      const copied = read ? this.field(key, inner, place) : this.unseen();
      changed ||= !read || name !== key || copied !== inner;
      return [name, copied];
    });
    return changed ? Object.fromEntries(entries) : undefined;
  }

  private field(key: string, value: unknown, { path, depth }: Place): unknown {
    const { isSensitive, readPaths, mask } = this.rules;
    const inner = readPaths ? (path === '' ? key : `${path}.${key}`) : '';
    if (value === undefined || value === null || isSensitive?.(key, inner) !== true)
      return this.copy(value, { path: inner, depth: depth + 1 });
    this.rules.masked?.(value);
    return mask;
  }
}

function fieldOf(value: object, key: string): { readonly read: boolean; readonly inner?: unknown } {
  try {
    return { read: true, inner: (value as Record<string, unknown>)[key] };
  } catch {
    return { read: false };
  }
}
