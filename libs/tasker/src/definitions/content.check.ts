import type { Type } from '@nestjs/common';
import { ConfigurationError, type FieldIssue } from '../model/errors.js';
import type { JsonSchema } from '../model/json.js';
import { dtoCheck } from './dto.check.js';
import { jsonSchemaCheck } from './json-schema.check.js';
import { isPlainObject } from './value.rules.js';

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

/**
 * The check for a declared class or JSON Schema. At most 50 issues are reported, one for each field, and how many are left out; content
 * nested deeper than 500 levels is refused, and for a class an object of more than 10,000 keys. `place` names the declaration in messages: `ProcessOrder: 'context'`.
 *
 * @throws ConfigurationError when the declaration cannot be used, or a package that it needs is not installed
 * @example const { value, issues } = await contentCheck(OrderContext, "ProcessOrder: 'context'")({ orderId: 'a-1' });
 */
export function contentCheck(declared: Type<object> | JsonSchema, place: string): ContentCheck {
  if (isContentClass(declared)) {
    if (typeof declared.prototype === 'object') return dtoCheck({ type: declared, place });
  } else if (isPlainObject(declared)) {
    return jsonSchemaCheck(declared, place);
  }
  throw new ConfigurationError(`${place} must be a class with class-validator decorators or a JSON Schema, as an object`);
}
