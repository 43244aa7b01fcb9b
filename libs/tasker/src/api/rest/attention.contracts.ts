import { LINK_HEADER, PAGE_QUERY } from './contract/page.query.js';
import { TASK_PARAMS } from './contract/path.parameter.js';
import { oneOf, text } from './contract/query.field.js';
import { json, ref, type RouteContract } from './contract/route.contract.js';
import { TASK_EXAMPLE, TASK_ID, TASK_SUMMARY_EXAMPLE } from './schemas/task.examples.js';

/** What dead letters may be narrowed to. */
export const LETTER_FILTER = {
  namespace: text('Namespace of the definition.', 'shop'),
  name: text('Name of the definition.', 'process_order'),
  version: text('Exact version of the definition.', '1.2.0'),
};
/** The query of `GET /dead_letters`. */
export const LETTER_QUERY = { ...LETTER_FILTER, ...PAGE_QUERY };
/** The query of `GET /stale_tasks`. */
export const STALE_QUERY = { kind: oneOf('What is wrong.', ['waiting', 'lifetime', 'lost_attempts']), ...PAGE_QUERY };

const LETTER = {
  task: { ...TASK_SUMMARY_EXAMPLE, status: 'error', complete: false, incomplete_steps: 2, context: { order_id: 'o-1' } },
  kind: 'attempts_exhausted',
  failed_at: '2026-03-01T10:00:09.000Z',
  failed_steps: [
    {
      workflow_step_id: 1,
      name: 'charge_card',
      status: 'error',
      kind: 'attempts_exhausted',
      error: null,
      attempts: 3,
      retry_limit: 3,
      exhausted: true,
      lost_attempts: 0,
      blocks: ['send_receipt'],
      history: [],
    },
  ],
  more_failed_steps: 0,
  actions: [{ action: 'retry_task', workflow_step_id: null, step_name: null }],
};
const STALE = {
  task_id: TASK_ID,
  name: 'process_order',
  namespace: 'shop',
  version: '1.2.0',
  full_name: 'shop.process_order@1.2.0',
  kind: 'waiting',
  workflow_step_id: 1,
  step_name: 'charge_card',
  since: '2026-03-01T10:00:00.000Z',
  noticed_at: '2026-03-01T11:00:00.000Z',
  limit_seconds: 3600,
  lost_attempts: null,
};

/** `GET /dead_letters` */
export const LIST_LETTERS: RouteContract = {
  operationId: 'listDeadLetters',
  tag: 'Operations',
  summary: 'Tasks that need a person, with what it takes to decide',
  description: 'Those that rest in error, and unfinished ones with a step that loses its workers, in the order of their ids.',
  permission: 'tasker.dead_letter:index',
  query: LETTER_QUERY,
  answers: { 200: { ...json('A page', ref('DeadLetterPage'), { dead_letters: [LETTER], next_cursor: null }), headers: LINK_HEADER } },
};

/** `GET /dead_letters/count` */
export const COUNT_LETTERS: RouteContract = {
  operationId: 'countDeadLetters',
  tag: 'Operations',
  summary: 'How many tasks need a person',
  permission: 'tasker.dead_letter:index',
  query: LETTER_FILTER,
  answers: { 200: json('The number', ref('DeadLetterCount'), { count: 3 }) },
};

/** `POST /dead_letters/:task_id/resolve` */
export const RESOLVE_LETTER: RouteContract = {
  operationId: 'resolveDeadLetter',
  tag: 'Operations',
  summary: 'Deal with a task that needs a person: retry it, or take it as done',
  permission: 'tasker.dead_letter:resolve',
  params: TASK_PARAMS,
  body: { schema: ref('ResolveDeadLetterBody'), example: { action: 'retry', reason: 'the gateway is back' } },
  answers: { 200: json('The task as it is left', ref('TaskAnswer'), { task: TASK_EXAMPLE }) },
  refusals: {
    404: 'There is no such task, or it needs nobody',
    409: 'Its state does not allow it, or somebody holds it for too long',
    422: '`resolve` without a reason',
  },
};

/** `GET /stale_tasks` */
export const LIST_STALE: RouteContract = {
  operationId: 'listStaleTasks',
  tag: 'Operations',
  summary: 'Warnings about unfinished tasks that do not go on',
  permission: 'tasker.dead_letter:index',
  query: STALE_QUERY,
  answers: { 200: { ...json('A page', ref('StaleTaskPage'), { stale_tasks: [STALE], next_cursor: null }), headers: LINK_HEADER } },
};

/** `GET /stale_tasks/count` */
export const COUNT_STALE: RouteContract = {
  operationId: 'countStaleTasks',
  tag: 'Operations',
  summary: 'How many warnings of each kind there are',
  permission: 'tasker.dead_letter:index',
  answers: {
    200: json('The numbers', ref('StaleTaskCounts'), {
      counts: {
        waiting: { count: 1, oldest: '2026-03-01T10:00:00.000Z' },
        lifetime: { count: 0, oldest: null },
        lost_attempts: { count: 0, oldest: null },
      },
    }),
  },
};
