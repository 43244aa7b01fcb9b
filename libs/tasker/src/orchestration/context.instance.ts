import type { Type } from '@nestjs/common';
import { copyForClass } from '../definitions/content.copy.js';
import { dtoLibraries, type Transformer } from '../definitions/dto.libraries.js';
import { PermanentError } from '../model/errors.js';

let transformer: Transformer | undefined;

/**
 * The context as an instance of its DTO class, so that a Date field is a Date and methods work.
 *
 * @throws PermanentError `CONTEXT_UNREADABLE` for a stored context that no check by a class would accept
 */
export function contextInstance(type: Type<object>, context: unknown): object {
  transformer ??= dtoLibraries(`context: ${type.name}`).transformer;
  const content = copyForClass(context);
  if ('copy' in content) return transformer.plainToInstance(type, content.copy, { exposeDefaultValues: true });
  throw new PermanentError(`the context cannot be read as ${type.name}: it ${content.issue.message}`, { errorCode: 'CONTEXT_UNREADABLE' });
}
