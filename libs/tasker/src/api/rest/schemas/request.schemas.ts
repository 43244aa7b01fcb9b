import type { JsonSchema } from '../../../model/json.js';
import { TASK_STATES } from '../../../model/states.js';
import { ref } from '../contract/route.contract.js';
import { anything, body, count, integer, listOf, moment, oneOfWords, truth, word, type Properties } from './schema.words.js';

const WORD = { minLength: 0, maxLength: 128 };
const MOST_ATTEMPTS = 1_000_000;
/** Tasks that one request may create. */
export const MOST_TASKS = 1_000;

const REASON = word('Why: stands in the history.', WORD);
const REQUIRED_REASON = word('Why: stands in the history. Required, 422 without it.', { ...WORD, minLength: 1 });
const ACTOR = word(
  "Who acts: stands in the history. Only where nobody is authenticated (`auth: 'none'`); else the caller stands there, and naming somebody is refused.",
  WORD,
);
const ATTEMPTS = integer('Attempts that each failed step gets beyond those it has used up. Default: what it was declared with.', {
  minimum: 1,
  maximum: MOST_ATTEMPTS,
});

const TASK_REQUEST: Properties = {
  name: word('Of the definition.', { minLength: 1, maxLength: 64 }),
  namespace: word('Of the definition. Default `default`.', { maxLength: 64 }),
  version: word('An exact version, a range such as `^1.2.0`, or `latest`. Default: the highest that is not a pre-release.'),
  context: { type: 'object', additionalProperties: true, description: 'Input of the workflow, as its definition declares it.' },
  initiator: word('Who asks. Default: the caller, else `unknown`.', WORD),
  source_system: word('Where it comes from. Default `unknown`.', WORD),
  reason: word('Why. Default `unknown`.', WORD),
  tags: listOf(word()),
  priority: integer("Higher runs first. Default: the definition's."),
  correlation_id: word('Carried through to every step. Default: that of the request, in its header or generated.', {
    pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$',
  }),
  bypass_steps: listOf(word(), 'Steps to leave out: each must be skippable.'),
  idempotency_key: word('Makes a repeated request harmless: the task of the first one is answered, with 200.', {
    minLength: 1,
    maxLength: 255,
  }),
  traceparent: word('W3C trace context. Default: the header of the request.'),
};

const SELECTION: Properties = {
  namespace: word(),
  name: word(),
  version: word('The exact version.'),
  status: {
    description: 'One state, or several of which the task must be in one.',
    anyOf: [oneOfWords(TASK_STATES), listOf(oneOfWords(TASK_STATES))],
  },
  tags: { description: 'One tag, or several all of which the task must have.', anyOf: [word(), listOf(word())] },
  created_after: moment('Created at this moment or later.'),
  created_before: moment('Created before this moment.'),
  paused: truth(),
};

/** What requests about tasks and steps may say. */
export const REQUEST_SCHEMAS = {
  TaskRequest: body('A task to create.', TASK_REQUEST, ['name', 'context']),
  CreateTaskBody: {
    description: 'The request as it is, or under `task`.',
    anyOf: [ref('TaskRequest'), body('Wrapped.', { task: ref('TaskRequest') }, ['task'])],
  },
  CreateTasksBody: body(
    'Tasks to create: all of them, or none when one cannot be used.',
    { tasks: { ...listOf(ref('TaskRequest')), minItems: 1, maxItems: MOST_TASKS } },
    ['tasks'],
  ),
  TaskUpdate: body('What to change; at least one of reason and tags.', {
    reason: word('Why the task is there.', WORD),
    tags: listOf(word(), 'All tags that it is to have.'),
    actor: ACTOR,
  }),
  UpdateTaskBody: {
    description: 'The change as it is, or under `task`.',
    anyOf: [ref('TaskUpdate'), body('Wrapped.', { task: ref('TaskUpdate') }, ['task'])],
  },
  ActionBody: body('Who acts, and why.', { reason: REASON, actor: ACTOR }),
  CancelBody: body('Why. It may stand in the query instead.', { reason: REASON }),
  RetryBody: body('Who acts, why, and how often may be tried again.', { reason: REASON, actor: ACTOR, attempts: ATTEMPTS }),
  ResolveBody: body('Who acts, and why.', { reason: REQUIRED_REASON, actor: ACTOR }, ['reason']),
  TaskSelection: body('Which tasks are meant: those that match every key that is given.', SELECTION),
  BulkActionBody: body(
    'Which tasks, and why.',
    {
      selection: ref('TaskSelection'),
      reason: word('Why: stands in the history of each task. Required, 422 without it, except for a dry run.', WORD),
      actor: ACTOR,
      expected: count(
        'How many tasks you expect to match: 409, and nothing is done, when it is another number. Required, 422, for an empty selection.',
      ),
      dry_run: truth('Only counts what matches. Default false.'),
    },
    ['selection'],
  ),
  StepUpdate: body('What to change; at least one of retry_limit and inputs.', {
    retry_limit: integer('Attempts in total, those that were made included.', { minimum: 1, maximum: MOST_ATTEMPTS }),
    inputs: anything('Inputs of the step, any JSON; null: none of its own.'),
    reason: REASON,
    actor: ACTOR,
  }),
  UpdateStepBody: {
    description: 'The change as it is, or under `workflow_step`.',
    anyOf: [ref('StepUpdate'), body('Wrapped.', { workflow_step: ref('StepUpdate') }, ['workflow_step'])],
  },
  CompleteStepBody: body(
    'What the handler of the step might have returned, and why.',
    { results: anything('An object or a list, as the handler would return it. Default `{}`.'), reason: REQUIRED_REASON, actor: ACTOR },
    ['reason'],
  ),
} satisfies Readonly<Record<string, JsonSchema>>;
