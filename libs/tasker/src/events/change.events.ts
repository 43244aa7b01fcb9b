import type { CommittedChange, StepChange, TaskChange } from './committed.change.js';

/** Names of the events that tell of a committed change, in the order in which they are published. */
export function eventNamesOf(change: CommittedChange): readonly string[] {
  return change.kind === 'task' ? taskEventNames(change) : stepEventNames(change);
}

function taskEventNames({ to }: TaskChange): readonly string[] {
  return to === 'complete' ? ['task.completed'] : [];
}

function stepEventNames({ to }: StepChange): readonly string[] {
  return to === 'complete' ? ['step.completed'] : [];
}
