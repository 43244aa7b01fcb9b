import { LINK_HEADER } from './contract/page.query.js';
import { TASK_PARAMS } from './contract/path.parameter.js';
import { flag, text } from './contract/query.field.js';
import { json, ref, type RouteContract } from './contract/route.contract.js';
import { LIST_TASKS_QUERY } from './list-tasks.query.js';
import { TASK_EXAMPLE, TASK_SUMMARY_EXAMPLE } from './schemas/task.examples.js';

const TASK = json('The task', ref('TaskAnswer'), { task: TASK_EXAMPLE });
const REQUEST = { name: 'process_order', namespace: 'shop', context: { order_id: 'o-1', amount: 12 }, tags: ['vip'] };

/** `POST /tasks` */
export const CREATE_TASK: RouteContract = {
  operationId: 'createTask',
  tag: 'Tasks',
  summary: 'Create a task',
  description:
    'The body may be the request itself or `{ "task": … }`. A repeated request, with an idempotency key or by the identity of the task, is answered 200 with the task that is there.',
  permission: 'tasker.task:create',
  body: { schema: ref('CreateTaskBody'), example: REQUEST },
  answers: {
    201: {
      ...json('The new task', ref('TaskAnswer'), { task: TASK_EXAMPLE }),
      headers: { Location: { description: 'Path of the task.', schema: { type: 'string' } } },
    },
    200: json('The task was there before', ref('TaskAnswer'), { task: TASK_EXAMPLE }),
  },
  refusals: {
    404: 'The namespace is out of reach',
    409: 'Another request has the same idempotency key; `details` say how this one differs',
  },
};

/** `POST /tasks/bulk` */
export const CREATE_TASKS: RouteContract = {
  operationId: 'createTasks',
  tag: 'Tasks',
  summary: 'Create many tasks: all of them, or none',
  description:
    'Up to 1,000 in one transaction. When one cannot be used nothing is written, and each path in `details` begins with its place, `tasks.3.context`.',
  permission: 'tasker.task:create',
  body: { schema: ref('CreateTasksBody'), example: { tasks: [REQUEST] } },
  answers: { 201: json('The tasks', ref('CreatedTasks'), { tasks: [TASK_SUMMARY_EXAMPLE], created: 1, duplicates: 0 }) },
  refusals: { 404: 'A namespace is out of reach', 409: 'Another request has the same idempotency key' },
};

/** `GET /tasks` */
export const LIST_TASKS: RouteContract = {
  operationId: 'listTasks',
  tag: 'Tasks',
  summary: 'A page of tasks',
  description: 'In the order of their creation. All filters hold together. Without contexts unless asked for, and without steps.',
  permission: 'tasker.task:index',
  query: LIST_TASKS_QUERY,
  answers: { 200: { ...json('A page', ref('TaskPage'), { tasks: [TASK_SUMMARY_EXAMPLE], next_cursor: null }), headers: LINK_HEADER } },
};

/** The query of `GET /tasks/:task_id`. */
export const SHOW_QUERY = { include_dependencies: flag('Adds `dependency_analysis`: critical paths, bottlenecks and error chains.') };

/** `GET /tasks/:task_id` */
export const SHOW_TASK: RouteContract = {
  operationId: 'getTask',
  tag: 'Tasks',
  summary: 'A task with its steps',
  permission: 'tasker.task:show',
  params: TASK_PARAMS,
  query: SHOW_QUERY,
  answers: { 200: TASK },
  refusals: { 404: 'There is no such task' },
};

/** `PATCH /tasks/:task_id` */
export const UPDATE_TASK: RouteContract = {
  operationId: 'updateTask',
  tag: 'Tasks',
  summary: 'Change the reason and tags of a task',
  description: 'In any state. The history says what was changed, and by whom.',
  permission: 'tasker.task:update',
  params: TASK_PARAMS,
  body: { schema: ref('UpdateTaskBody'), example: { tags: ['vip', 'checked'] } },
  answers: { 200: TASK },
  refusals: { 404: 'There is no such task', 409: 'Somebody holds the task for too long' },
};

/** `PUT /tasks/:task_id` */
export const REPLACE_TASK: RouteContract = {
  ...UPDATE_TASK,
  operationId: 'replaceTask',
  summary: 'The same as PATCH: what is not named stays as it is',
};

/** The query of `DELETE /tasks/:task_id`, and of a step. */
export const REASON_QUERY = { reason: text('Why; may stand in the body instead.') };

/** `DELETE /tasks/:task_id` */
export const CANCEL_TASK: RouteContract = {
  operationId: 'cancelTask',
  tag: 'Tasks',
  summary: 'Cancel a task; nothing is deleted',
  permission: 'tasker.task:cancel',
  params: TASK_PARAMS,
  query: REASON_QUERY,
  body: { schema: ref('CancelBody'), optional: true, example: { reason: 'ordered twice' } },
  answers: { 200: json('The task', ref('CancelledTask'), { cancelled: true, task: TASK_EXAMPLE }) },
  refusals: { 404: 'There is no such task', 409: 'Its state does not allow it, or somebody holds it for too long' },
};
