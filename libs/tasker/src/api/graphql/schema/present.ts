import type { StepReference } from '../../../database/operation.store.js';
import { InvalidRequestError } from '../../../model/errors.js';

/** An input without what is null: that says the same as leaving it out, except for keys where null is a value. */
export function present<I extends object>(input: I, { nulls = [] }: { nulls?: readonly (keyof I)[] } = {}): I {
  const kept = Object.entries(input).filter(([key, value]) => value !== null || (nulls as readonly string[]).includes(key));
  return Object.fromEntries(kept) as I;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The id of a task, in lower case. @throws InvalidRequestError when it is no UUID */
export function taskIdOf(taskId: string): string {
  if (UUID.test(taskId)) return taskId.toLowerCase();
  throw new InvalidRequestError([{ path: 'taskId', message: 'must be a UUID' }]);
}

/** A step by its place or its name: a number is its place. */
export function stepOf(stepId: string): StepReference {
  return /^\d{1,9}$/.test(stepId) ? Number(stepId) : stepId;
}
