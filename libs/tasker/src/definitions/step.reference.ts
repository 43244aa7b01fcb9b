import type { Type } from '@nestjs/common';
import { PermanentError } from '../model/errors.js';
import { suggestion } from '../model/near-names.js';
import type { RegisteredTask } from './task-definition.js';

/**
 * The step that a handler means by what it passes to `sequence.results`: a step name, or the class that runs exactly one step.
 *
 * @throws PermanentError when the task has no such step, or the class runs several: no further attempt could succeed
 */
export function stepNameOf({ stepsOfClass, definition, invokers }: RegisteredTask, reference: string | Type<unknown>): string {
  if (typeof reference === 'string') {
    if (invokers.has(reference)) return reference;
    throw refused(`no step '${reference}' in task '${definition.name}'${suggestion(reference, invokers.keys())}`);
  }
  if (typeof reference !== 'function')
    throw refused(`sequence.results takes a step name or a step class, not ${reference === null ? 'null' : typeof reference}`);
  const names = stepsOfClass.get(reference) ?? [];
  const [name] = names;
  if (name === undefined) throw refused(`${reference.name} runs no step of task '${definition.name}'`);
  if (names.length === 1) return name;
  const list = names.map((each) => `'${each}'`).join(' and ');
  throw refused(`${reference.name} runs more than one step of task '${definition.name}' (${list}): ask for the result by step name`);
}

function refused(message: string): PermanentError {
  return new PermanentError(message, { errorCode: 'UNKNOWN_STEP' });
}
