import { TASK_PARAMS } from './contract/path.parameter.js';
import { json, ref, type RouteContract } from './contract/route.contract.js';
import { EXECUTION_CONTEXT_EXAMPLE, EXPLANATION_EXAMPLE, READINESS_EXAMPLE } from './schemas/explanation.examples.js';
import { TASK_EXAMPLE } from './schemas/task.examples.js';
import type { TaskAction } from '../calls/task.calls.js';

const REFUSALS = { 404: 'There is no such task', 409: 'Its state does not allow it, or somebody holds it for too long' };
const WITHOUT_REASON = { 422: 'No reason was given' };

type Words = Pick<RouteContract, 'operationId' | 'summary'> & Partial<Pick<RouteContract, 'description' | 'refusals' | 'body'>>;

const WORDS: Readonly<Record<TaskAction, Words>> = {
  cancel: {
    operationId: 'cancelTaskNow',
    summary: 'Cancel a task: the same as DELETE',
    description: 'Unfinished steps are cancelled, running ones aborted. Nothing is deleted.',
  },
  retry: {
    operationId: 'retryTask',
    summary: 'Let every failed step of a task run again, at once',
    body: { schema: ref('RetryBody'), optional: true, example: { reason: 'the gateway is back', attempts: 3 } },
  },
  resolve: {
    operationId: 'resolveTask',
    summary: 'Take a task as done although it is not',
    description: 'Failed steps are resolved, all other unfinished ones cancelled, running ones aborted.',
    body: { schema: ref('ResolveBody'), example: { reason: 'refunded by hand' } },
    refusals: WITHOUT_REASON,
  },
  pause: {
    operationId: 'pauseTask',
    summary: 'Let nothing more of a task begin',
    description: 'What runs is finished; its time limit goes on.',
  },
  resume: { operationId: 'resumeTask', summary: 'Let a paused task go on' },
};

/** The contract of `POST /tasks/:task_id/<action>`. */
export function taskActionContract(action: TaskAction): RouteContract {
  const { refusals = {}, ...words } = WORDS[action];
  return {
    tag: 'Operations',
    permission: `tasker.task:${action}`,
    params: TASK_PARAMS,
    body: { schema: ref('ActionBody'), optional: true, example: { reason: 'stock count' } },
    answers: { 200: json('The task as the action has left it', ref('TaskAnswer'), { task: TASK_EXAMPLE }) },
    refusals: { ...REFUSALS, ...refusals },
    ...words,
  };
}

const ONE_TASK = { params: TASK_PARAMS, refusals: { 404: 'There is no such task' } };

/** `GET /tasks/:task_id/explain` */
export const EXPLAIN_TASK: RouteContract = {
  ...ONE_TASK,
  operationId: 'explainTask',
  tag: 'Tasks',
  summary: 'Why a task, and each of its unfinished steps, is not finished',
  permission: 'tasker.task:explain',
  answers: { 200: json('The explanation', ref('ExplanationAnswer'), { explanation: EXPLANATION_EXAMPLE }) },
};

/** `GET /tasks/:task_id/readiness` */
export const READINESS: RouteContract = {
  ...ONE_TASK,
  operationId: 'getReadiness',
  tag: 'Steps',
  summary: 'Which steps of a task may run, and what keeps the others back',
  permission: 'tasker.workflow_step:explain',
  answers: { 200: json('Every step', ref('ReadinessAnswer'), { workflow_steps: [READINESS_EXAMPLE] }) },
};

/** `GET /tasks/:task_id/execution_context` */
export const EXECUTION_CONTEXT: RouteContract = {
  ...ONE_TASK,
  operationId: 'getExecutionContext',
  tag: 'Tasks',
  summary: 'Where a task stands as a whole, and what to do next',
  permission: 'tasker.task:explain',
  answers: {
    200: json('The execution context', ref('ExecutionContextAnswer'), { execution_context: EXECUTION_CONTEXT_EXAMPLE }),
  },
};
