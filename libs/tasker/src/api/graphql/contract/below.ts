import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { accessOf, callOf } from '../../access/caller.js';
import type { Loading } from '../task.loaders.js';

/** For whom a nested field is read, and below which root field: a parameter of its resolver. */
export const Below = createParamDecorator((_: unknown, context: ExecutionContext): Loading => ({
  caller: accessOf(callOf(context)),
  info: context.getArgByIndex(3),
}));
