import type { INestApplication } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';

/** A field below a root field that something is read or computed for. */
export interface NestedField {
  /** `TaskerTask.steps` */
  readonly field: string;
  /** What its resolver declares. */
  readonly permissions: readonly string[];
}

const PERMISSION = Symbol.for('nestjs-tasker:permission');
const IS_NESTED = 'graphql:resolve_property';
const NAME = 'graphql:resolver_name';
const scanner = new MetadataScanner();

/** Every nested field of the types of the package that has a resolver, found by the metadata of Nest and by nothing that the package says of itself. */
export function nestedFields(app: INestApplication): NestedField[] {
  const providers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.providers.values()]);
  const classes = new Set(providers.flatMap(({ metatype }) => (typeof metatype === 'function' && metatype.prototype ? [metatype] : [])));
  return [...classes].flatMap((resolver) => {
    const prototype = resolver.prototype as Record<string, object>;
    const type = Reflect.getMetadata(NAME, resolver) as string | undefined;
    if (!type?.startsWith('Tasker')) return [];
    return scanner.getAllMethodNames(prototype).flatMap((method) => {
      const handler = prototype[method] ?? {};
      if (Reflect.getMetadata(IS_NESTED, handler) !== true) return [];
      const name = (Reflect.getMetadata(NAME, handler) as string | undefined) ?? method;
      return [{ field: `${type}.${name}`, permissions: (Reflect.getMetadata(PERMISSION, handler) as readonly string[] | undefined) ?? [] }];
    });
  });
}
