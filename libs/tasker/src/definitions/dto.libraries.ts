import { createRequire } from 'node:module';
import type { Type } from '@nestjs/common';
import { ConfigurationError } from '../model/errors.js';

// Types of their own: those of the packages would stand in the published types, and neither package need be installed.

/** The part of class-transformer that is used. */
export interface Transformer {
  plainToInstance(type: Type<object>, plain: unknown, options: { exposeDefaultValues: boolean }): object;
}

/** What class-validator says about one property, or about an object whose class has no validators. */
export interface PropertyError {
  readonly property?: string;
  /** Messages by constraint. */
  readonly constraints?: Readonly<Record<string, string>>;
  readonly children?: readonly PropertyError[];
}

/** The part of class-validator that is used. */
export interface Validator {
  validate(instance: object, options: { validationError: { target: boolean; value: boolean } }): Promise<PropertyError[]>;
  getMetadataStorage(): {
    getTargetValidationMetadatas(type: Type<object>, schema: string, always: boolean, strictGroups: boolean): readonly unknown[];
  };
}

/** What `@Expose` and its like have declared, as class-transformer keeps it; not part of its index. */
export interface TransformStorage {
  findExposeMetadata(
    type: unknown,
    property: string,
  ): { readonly options?: { readonly name?: string; readonly toPlainOnly?: boolean } } | undefined;
  findExcludeMetadata(type: unknown, property: string | undefined): object | undefined;
  findTypeMetadata(type: unknown, property: string): object | undefined;
  /** The last argument is the direction; 0 is from plain objects to instances. */
  findTransformMetadatas(type: unknown, property: string, direction: 0): readonly object[];
  getStrategy(type: unknown): 'none' | 'exposeAll' | 'excludeAll';
}

/** The two optional peers that a DTO class needs. */
export interface DtoLibraries {
  readonly transformer: Transformer;
  readonly validator: Validator;
  readonly storage: TransformStorage;
}

/** Loads a package by name. */
export type Load = (name: string) => unknown;

const load: Load = createRequire(import.meta.url);

/**
 * Loads class-transformer and class-validator; `place` begins the message.
 *
 * @throws ConfigurationError naming the packages that are missing and how to install them
 */
export function dtoLibraries(place: string, from: Load = load): DtoLibraries {
  const missing: string[] = [];
  const loaded = (name: string, path = name): unknown => {
    try {
      return from(path);
    } catch {
      if (!missing.includes(name)) missing.push(name);
      return undefined;
    }
  };
  const transformer = loaded('class-transformer') as Transformer;
  const validator = loaded('class-validator') as Validator;
  const storage = loaded('class-transformer', 'class-transformer/cjs/storage.js') as
    { defaultMetadataStorage: TransformStorage } | undefined;
  if (storage === undefined || missing.length > 0) {
    const packages = missing.length === 1 ? `the package ${missing[0]}, which is` : `the packages ${missing.join(' and ')}, which are`;
    throw new ConfigurationError(`${place} needs ${packages} not installed: npm install ${missing.join(' ')}`);
  }
  return { transformer, validator, storage: storage.defaultMetadataStorage };
}

/** class-validator, or nothing when it is not installed. */
export function installedValidator(from: Load = load): Validator | undefined {
  try {
    return from('class-validator') as Validator;
  } catch {
    return undefined;
  }
}
