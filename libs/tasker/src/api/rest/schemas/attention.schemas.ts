import type { JsonSchema } from '../../../model/json.js';
import { ref } from '../contract/route.contract.js';
import { count, integer, listOf, moment, nullable, number, object, oneOfWords, page, truth, uuid, word } from './schema.words.js';
import { MOVE } from './history.schemas.js';
import { STATUS } from './task.schemas.js';

const KIND = oneOfWords(
  ['failed_for_good', 'attempts_exhausted', 'poison_step', 'time_limit'],
  'Why it needs a person: a failure that no attempt can mend, attempts that are used up, a step that loses its workers, or a time limit.',
);
const STALE_KINDS = ['waiting', 'lifetime', 'lost_attempts'];

const FAILED_STEP = object('A step that keeps its task from going on.', {
  workflow_step_id: integer(),
  name: word(),
  status: STATUS,
  kind: KIND,
  error: { anyOf: [ref('StepError'), { type: 'null' }] },
  attempts: count(),
  retry_limit: integer(),
  exhausted: truth('Only the attempts were used up.'),
  lost_attempts: count('Attempts that were lost with their workers.'),
  blocks: listOf(word(), 'Unfinished steps that cannot run without it, at most 100.'),
  history: listOf(object('A row of its history.', { attempt: count(), ...MOVE }), 'The latest rows, at most 10, the oldest first.'),
});

const ACTION = object('Something that would resolve it.', {
  action: word('`retry_task`, `resolve_step` …'),
  workflow_step_id: nullable(integer('Of an action on a step.')),
  step_name: nullable(word()),
});

const STALE_COUNT = object('Warnings of one kind.', {
  count: count(),
  oldest: nullable(moment('Since when the oldest reason holds; null without one.')),
});

/** What needs a person, as answers show it, and what may be done about it. */
export const ATTENTION_SCHEMAS = {
  DeadLetter: object('A task that needs a person, with what it takes to decide.', {
    task: ref('TaskSummary'),
    kind: KIND,
    failed_at: nullable(moment('When it came to rest in error; null while it has not.')),
    failed_steps: listOf(FAILED_STEP, 'At most 50.'),
    more_failed_steps: count('Failed steps that are not shown.'),
    actions: listOf(ACTION, 'What would resolve it: of the task, then of each failed step.'),
  }),
  DeadLetterPage: page('dead_letters', 'DeadLetter'),
  DeadLetterCount: object('How many tasks need a person.', { count: count() }),
  ResolveDeadLetterBody: object(
    'How it is dealt with.',
    {
      action: oneOfWords(['retry', 'resolve'], '`retry`: its failed steps run again; `resolve`: it counts as done.'),
      reason: word('Why: stands in the history. `resolve` needs one, 422 without it.', { maxLength: 128 }),
      attempts: integer('Attempts that each failed step gets. Default: what it was declared with. Only of `retry`.', { minimum: 1 }),
      actor: word("Who acts; only with `auth: 'none'`.", { maxLength: 128 }),
    },
    { optional: ['reason', 'attempts', 'actor'] },
  ),
  StaleTask: object('A warning about an unfinished task.', {
    task_id: uuid(),
    name: word(),
    namespace: word(),
    version: word(),
    full_name: word('`<namespace>.<name>@<version>`'),
    kind: oneOfWords(STALE_KINDS, 'No worker takes a due step, the task is too old, or a step loses its workers.'),
    workflow_step_id: nullable(integer('The step that is meant; null for `lifetime`.')),
    step_name: nullable(word()),
    since: moment('When the step became due, the lifetime began, or the latest attempt was lost.'),
    noticed_at: moment(),
    limit_seconds: nullable(number('The limit that was passed; null for `lost_attempts`.')),
    lost_attempts: nullable(count('Only for `lost_attempts`.')),
  }),
  StaleTaskPage: page('stale_tasks', 'StaleTask'),
  StaleTaskCounts: object('Warnings by kind.', {
    counts: object('One for each kind.', Object.fromEntries(STALE_KINDS.map((kind) => [kind, STALE_COUNT]))),
  }),
} satisfies Readonly<Record<string, JsonSchema>>;
