import { createRequire } from 'node:module';
import type { Type } from '@nestjs/common';
import { copyForClass } from '../definitions/content.copy.js';
import { ConfigurationError } from '../model/errors.js';

type PlainToInstance = (type: Type<object>, plain: unknown) => object;

let transform: PlainToInstance | undefined;

/**
 * The context as an instance of its DTO class, so that a Date field is a Date and methods work.
 *
 * @throws ConfigurationError when the optional peer class-transformer is not installed
 */
export function contextInstance(type: Type<object>, context: unknown): object {
  transform ??= load(type);
  return transform(type, copyForClass(context));
}

function load(type: Type<object>): PlainToInstance {
  try {
    return (createRequire(import.meta.url)('class-transformer') as { plainToInstance: PlainToInstance }).plainToInstance;
  } catch (cause) {
    throw new ConfigurationError(`context: ${type.name} needs the package class-transformer: npm install class-transformer`, { cause });
  }
}
