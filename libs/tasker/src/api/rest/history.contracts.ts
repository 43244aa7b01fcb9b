import { LINK_HEADER, ORDER_QUERY, PAGE_QUERY } from './contract/page.query.js';
import { STEP_PARAMS, TASK_PARAMS } from './contract/path.parameter.js';
import { json, ref, type RouteContract } from './contract/route.contract.js';
import { TASK_ID } from './schemas/task.examples.js';

/** The query of both histories. */
export const HISTORY_QUERY = { ...PAGE_QUERY, ...ORDER_QUERY };

const ATTEMPT = {
  kind: 'step',
  transition_id: '4711',
  workflow_step_id: 1,
  step_name: 'charge_card',
  at: '2026-03-01T10:00:01.250Z',
  from_status: 'in_progress',
  to_status: 'complete',
  attempt: 1,
  started_at: '2026-03-01T10:00:00.900Z',
  worker_id: '019ca8c1-0000-7000-8000-00000000000a',
  wait_seconds: 0.004,
  run_seconds: 0.341,
  actor: null,
  reason: null,
  error: null,
  metadata: null,
};
const PAGE = {
  ...json('A page', ref('TransitionPage'), { transitions: [ATTEMPT], next_cursor: null }),
  headers: LINK_HEADER,
};

/** `GET /tasks/:task_id/transitions` */
export const TASK_TRANSITIONS: RouteContract = {
  operationId: 'listTransitions',
  tag: 'Tasks',
  summary: 'What happened to a task and its steps, by whom and why',
  description:
    'In the order in which it happened. An attempt of a step is one row, written when it ends. The creation of the task is none.',
  permission: 'tasker.task:show',
  params: TASK_PARAMS,
  query: HISTORY_QUERY,
  answers: { 200: PAGE },
  refusals: { 404: 'There is no such task' },
};

/** `GET /tasks/:task_id/workflow_steps/:workflow_step_id/transitions` */
export const STEP_TRANSITIONS: RouteContract = {
  operationId: 'listStepTransitions',
  tag: 'Steps',
  summary: 'What happened to a step, by whom and why',
  permission: 'tasker.workflow_step:show',
  params: STEP_PARAMS,
  query: HISTORY_QUERY,
  answers: { 200: PAGE },
  refusals: { 404: 'There is no such task or step' },
};

/** `GET /archived_tasks/:task_id` */
export const SHOW_ARCHIVED: RouteContract = {
  operationId: 'getArchivedTask',
  tag: 'Tasks',
  summary: 'A task that retention has archived',
  permission: 'tasker.task:show',
  params: TASK_PARAMS,
  answers: {
    200: json('The task as it was', ref('ArchivedTaskAnswer'), {
      archived_task: {
        task_id: TASK_ID,
        name: 'process_order',
        namespace: 'shop',
        version: '1.2.0',
        full_name: 'shop.process_order@1.2.0',
        status: 'complete',
        requested_at: '2026-03-01T10:00:00.000Z',
        finished_at: '2026-03-01T10:00:01.300Z',
        archived_at: '2026-06-01T00:00:00.000Z',
        document: { task: { reason: 'checkout' }, steps: [], transitions: [], step_transitions: [], annotations: [] },
      },
    }),
  },
  refusals: { 404: 'No such task was archived' },
};
