import type { JsonSchema } from '../../../model/json.js';
import { ref } from '../contract/route.contract.js';
import {
  anything,
  count,
  integer,
  listOf,
  moment,
  nullable,
  number,
  object,
  oneOfWords,
  page,
  uuid,
  word,
  type Properties,
} from './schema.words.js';
import { STATUS } from './task.schemas.js';

/** What a row of history says of an attempt, of a move and of who made it. */
export const MOVE: Properties = {
  started_at: nullable(moment('When the attempt began whose end this is; null for everything else.')),
  at: moment('When it was written: of an attempt, when it ended.'),
  worker_id: nullable(uuid('Which worker made the attempt.')),
  from_status: { ...STATUS, description: 'The state before.' },
  to_status: { ...STATUS, description: 'The state after: the same where something was changed, not moved.' },
  actor: nullable(word('Who did it, where a person did it.')),
  reason: nullable(word('Why.')),
  error: { anyOf: [ref('StepError'), { type: 'null' }], description: 'What went wrong in the attempt.' },
};

const TRANSITION = object('A row of the history of a task or of a step of it.', {
  kind: oneOfWords(['task', 'step'], 'Whether the task itself or a step is meant.'),
  transition_id: word('Unique within its kind, in the order of writing.', { pattern: '^\\d+$' }),
  workflow_step_id: nullable(integer('Place of the step; null of the task itself.')),
  step_name: nullable(word('Its name.')),
  attempt: nullable(count('Attempts that the step had begun; null of the task itself.')),
  ...MOVE,
  wait_seconds: nullable(number('For how long the step could have been claimed before the attempt.')),
  run_seconds: nullable(number('For how long its handler ran.')),
  metadata: {
    type: ['object', 'null'],
    additionalProperties: true,
    description: 'What an operator action changed: `action`, `from` and `to`; of an update the same for `reason` and `tags`.',
  },
});

const ARCHIVED = object('A task that retention took out of the tables, as it was then.', {
  task_id: uuid(),
  name: word('Of its definition.'),
  namespace: word('Of its definition.'),
  version: word('Of its definition.'),
  full_name: word('`<namespace>.<name>@<version>`'),
  status: STATUS,
  requested_at: moment(),
  finished_at: moment(),
  archived_at: moment(),
  document: object('Its rows, with the names of their columns.', {
    task: { type: 'object', additionalProperties: true },
    steps: listOf({ type: 'object', additionalProperties: true }),
    transitions: listOf({ type: 'object', additionalProperties: true }, 'History of the task.'),
    step_transitions: listOf({ type: 'object', additionalProperties: true }, 'History of its steps.'),
    annotations: listOf(anything('A typed note.')),
  }),
});

/** What has happened, as answers show it. */
export const HISTORY_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Transition: TRANSITION,
  TransitionPage: page('transitions', 'Transition'),
  ArchivedTask: ARCHIVED,
  ArchivedTaskAnswer: object('One archived task.', { archived_task: ref('ArchivedTask') }),
};
