import type { Type } from '@nestjs/common';
import { stepReferenceOf } from './handler.metadata.js';

/** Finds provided classes by the texts that files use: the name in `@StepHandler(name)`, or the name of the class. */
export class ProviderNames {
  private readonly byName = new Map<string, Set<Type<unknown>>>();

  constructor(types: Iterable<Type<unknown>>) {
    for (const type of types) {
      this.remember(type.name, type);
      const reference = stepReferenceOf(type);
      if (reference !== undefined) this.remember(reference, type);
    }
  }

  /** Classes that go by a name; with a namespace, those whose prefixed name is found win. */
  find(name: string, namespace?: string): readonly Type<unknown>[] {
    const tried = namespace === undefined ? [name] : [`${namespace}.${name}`, `${namespace}${name}`, name];
    for (const each of tried) {
      const found = this.byName.get(each);
      if (found !== undefined) return [...found];
    }
    return [];
  }

  all(): readonly string[] {
    return [...this.byName.keys()];
  }

  /** A class without a name is named by nobody, and must not be offered as a near name. */
  private remember(name: string, type: Type<unknown>): void {
    if (name === '') return;
    const known = this.byName.get(name);
    if (known === undefined) this.byName.set(name, new Set([type]));
    else known.add(type);
  }
}
