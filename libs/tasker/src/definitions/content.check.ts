import type { Type } from '@nestjs/common';
import type { FieldIssue } from '../model/errors.js';
import type { JsonSchema } from '../model/json.js';

/** What a check found. */
export interface CheckedContent {
  /** The value with defaults applied: what is to be stored. */
  readonly value: unknown;
  /** Everything wrong with it; paths are relative to the value, '' is the value itself. */
  readonly issues: readonly FieldIssue[];
}

/** Checks JSON content (a context, a result) against what was declared; never changes its argument. */
export type ContentCheck = (value: unknown) => CheckedContent | Promise<CheckedContent>;

/** Whether a declaration is a class; else it is a JSON Schema. */
export function isContentClass(declared: Type<object> | JsonSchema): declared is Type<object> {
  return typeof declared === 'function';
}
