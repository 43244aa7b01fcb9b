import type { Type } from '@nestjs/common';
import { Field, ObjectType } from '@nestjs/graphql';
import type { DuplicateTaskError, FieldIssue, InvalidRequestError } from '../../../model/errors.js';
import { inTerms } from '../in-graphql.terms.js';
import { words } from './words.js';

/** What kinds of refusals there are. */
const CODES = ['INVALID', 'INCOMPLETE', 'NOT_FOUND', 'CONFLICT', 'DUPLICATE', 'BUSY'] as const;
type Code = (typeof CODES)[number];

const TaskerErrorCode = words(
  'TaskerErrorCode',
  CODES,
  'INVALID: a value cannot be used. INCOMPLETE: something that the action requires is missing. NOT_FOUND: there is no such task or step. ' +
    'CONFLICT: its state does not allow it. DUPLICATE: the task exists. BUSY: somebody holds it; try again.',
);

/** What is wrong with an input. */
@ObjectType({ description: 'What is wrong with an input; nothing was changed.' })
export class TaskerInputError {
  @Field(() => TaskerErrorCode)
  code: Code;

  @Field({ description: 'The field of the input, `context.amount`; empty when it is about all of it.' })
  path: string;

  @Field()
  message: string;
}

/** What a mutation gives: what it made, or what is wrong. */
export type Payload<T> = T & { readonly errors: readonly TaskerInputError[] };

/** The type of a payload: each field is null when there are errors. */
export function payloadOf(name: string, description: string, fields: Readonly<Record<string, () => unknown>>): Type<object> {
  const Shaped = { [name]: class {} }[name]!;
  for (const [field, type] of Object.entries(fields)) Field(type as () => Type, { nullable: true })(Shaped.prototype, field);
  Field(() => [TaskerInputError], { description: 'Empty when it was done.' })(Shaped.prototype, 'errors');
  ObjectType(name, { description })(Shaped);
  return Shaped;
}

/** Runs a mutation. What is wrong with the input is part of its answer; everything else is thrown. */
export async function payload<T extends object>(call: () => Promise<T>): Promise<Payload<object>> {
  try {
    return { ...(await call()), errors: [] };
  } catch (error) {
    const errors = inputErrors(error);
    if (errors === undefined) throw error;
    return { errors };
  }
}

function inputErrors(error: unknown): TaskerInputError[] | undefined {
  if (!(error instanceof Error)) return undefined;
  switch (error.name) {
    case 'InvalidRequestError':
      return coded('INVALID', (error as InvalidRequestError).issues);
    case 'IncompleteRequestError':
      return coded('INCOMPLETE', (error as InvalidRequestError).issues);
    case 'NotFoundError':
      return coded('NOT_FOUND', [{ path: '', message: error.message }]);
    case 'StateTransitionError':
      return coded('CONFLICT', [{ path: '', message: error.message }]);
    case 'DuplicateTaskError':
      return coded('DUPLICATE', [{ path: '', message: error.message }, ...(error as DuplicateTaskError).differences]);
    case 'TaskBusyError':
      return coded('BUSY', [{ path: '', message: error.message }]);
    default:
      return undefined;
  }
}

function coded(code: Code, issues: readonly FieldIssue[]): TaskerInputError[] {
  return inTerms(issues).map((issue) => ({ code, ...issue }));
}
