import type { Type } from '@nestjs/common';
import type { HistoryRecord } from '../../../orchestration/history.view.js';
import { connectionOf } from './connection.js';
import { id, is, json, maybe, moment, number, objectOf, text, whole } from './shape.js';
import { TaskerStatus, words } from './words.js';

const TaskerTransitionKind = words('TaskerTransitionKind', ['task', 'step'], 'Whether the task itself or a step of it is meant.');

/** One row of the history of a task or of one of its steps. */
export const TaskerTransition: Type<object> = objectOf('TaskerTransition', 'One row of the history of a task or of one of its steps.', {
  kind: is(() => TaskerTransitionKind),
  transitionId: id('Unique within its kind, in the order of writing.'),
  stepId: maybe(id('Place of the step; null of the task itself.')),
  step: maybe(text('Name of the step.')),
  at: moment('When it was written: of an attempt, when it ended.'),
  fromStatus: is(() => TaskerStatus),
  toStatus: is(() => TaskerStatus, 'The same where something was changed, not moved: `metadata.action` says what.'),
  attempt: maybe(whole('Attempts that the step had begun.')),
  startedAt: maybe(moment('When the attempt began whose end this is.')),
  workerId: maybe(text()),
  waitSeconds: maybe(number('For how long the step could have been claimed before.')),
  runSeconds: maybe(number('How long its handler ran.')),
  actor: maybe(text('Who did it, where a person did it.')),
  reason: maybe(text()),
  error: maybe(json('What went wrong in the attempt.')),
  metadata: maybe(json('What an operator action changed.')),
});

/** A page of history. */
export const TaskerTransitionConnection = connectionOf(TaskerTransition);

/** A row of history as an object of the schema. */
export function transitionNode({ fromState, toState, ...record }: HistoryRecord): object {
  return { ...record, fromStatus: fromState, toStatus: toState };
}
