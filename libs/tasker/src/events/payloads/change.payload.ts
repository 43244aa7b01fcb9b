import type { CommittedChange, StepChange, TaskChange } from '../committed.change.js';
import { STEP_PAYLOADS } from './step.payload.js';
import { TASK_PAYLOADS } from './task.payload.js';

/** What an event says of a change. @throws Error for an event that does not tell of such a change */
export function payloadOf(name: string, change: CommittedChange): object {
  const make = change.kind === 'task' ? makerOf<TaskChange>(TASK_PAYLOADS, name) : makerOf<StepChange>(STEP_PAYLOADS, name);
  if (make === undefined) throw new Error(`event ${name} does not tell of the change of a ${change.kind}`);
  return (make as (change: CommittedChange) => object)(change);
}

function makerOf<Change>(
  makers: Readonly<Record<string, (change: Change) => object>>,
  name: string,
): ((change: Change) => object) | undefined {
  return Object.hasOwn(makers, name) ? makers[name] : undefined;
}
