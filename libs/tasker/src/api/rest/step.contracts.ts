import type { StepAction } from '../calls/step.calls.js';
import { LINK_HEADER } from './contract/page.query.js';
import { STEP_PARAMS, TASK_PARAMS } from './contract/path.parameter.js';
import { json, ref, type RouteContract } from './contract/route.contract.js';
import { STEP_EXAMPLE, TASK_SUMMARY_EXAMPLE } from './schemas/task.examples.js';
import { LIST_STEPS_QUERY } from './step.page.js';
import { REASON_QUERY } from './task.contracts.js';

const UNKNOWN = { 404: 'There is no such task or step' };
const REFUSALS = { ...UNKNOWN, 409: 'Its state does not allow it, or somebody holds the task for too long' };
const PAGE = 'A page. One with more than 5 MB of inputs, results and errors ends earlier: `next_cursor` goes on behind it.';
const CHANGED = { workflow_step: STEP_EXAMPLE, task: TASK_SUMMARY_EXAMPLE };

/** `GET /tasks/:task_id/workflow_steps` */
export const LIST_STEPS: RouteContract = {
  operationId: 'getStepsByTask',
  tag: 'Steps',
  summary: 'A page of the steps of a task',
  permission: 'tasker.workflow_step:index',
  params: TASK_PARAMS,
  query: LIST_STEPS_QUERY,
  answers: {
    200: { ...json(PAGE, ref('WorkflowStepPage'), { workflow_steps: [STEP_EXAMPLE], next_cursor: null }), headers: LINK_HEADER },
  },
  refusals: { 404: 'There is no such task' },
};

/** `GET /tasks/:task_id/workflow_steps/:workflow_step_id` */
export const SHOW_STEP: RouteContract = {
  operationId: 'getStepByTask',
  tag: 'Steps',
  summary: 'A step of a task',
  permission: 'tasker.workflow_step:show',
  params: STEP_PARAMS,
  answers: { 200: json('The step', ref('WorkflowStepAnswer'), { workflow_step: STEP_EXAMPLE }) },
  refusals: UNKNOWN,
};

/** `PATCH /tasks/:task_id/workflow_steps/:workflow_step_id` */
export const UPDATE_STEP: RouteContract = {
  operationId: 'updateStepByTask',
  tag: 'Steps',
  summary: 'Change the retry limit and the inputs of a step',
  description:
    'Only while it is pending or in error, both or none. The history says what was changed, and by whom. A step that failed only because its attempts were used up goes on at once when there are more.',
  permission: 'tasker.workflow_step:update',
  params: STEP_PARAMS,
  body: { schema: ref('UpdateStepBody'), example: { retry_limit: 5 } },
  answers: { 200: json('The step as it is then', ref('StepActionAnswer'), CHANGED) },
  refusals: REFUSALS,
};

/** `PUT /tasks/:task_id/workflow_steps/:workflow_step_id` */
export const REPLACE_STEP: RouteContract = {
  ...UPDATE_STEP,
  operationId: 'replaceStepByTask',
  summary: 'The same as PATCH: what is not named stays as it is',
};

/** `DELETE /tasks/:task_id/workflow_steps/:workflow_step_id` */
export const CANCEL_STEP: RouteContract = {
  operationId: 'cancelStepByTask',
  tag: 'Steps',
  summary: 'Cancel a step; nothing is deleted',
  description: 'With it every pending step that can no longer run. The task goes on with what is left.',
  permission: 'tasker.workflow_step:cancel',
  params: STEP_PARAMS,
  query: REASON_QUERY,
  body: { schema: ref('CancelBody'), optional: true, example: { reason: 'no address' } },
  answers: { 200: json('The step', ref('CancelledWorkflowStep'), { cancelled: true, ...CHANGED }) },
  refusals: REFUSALS,
};

type Words = Pick<RouteContract, 'operationId' | 'summary'> & Partial<Pick<RouteContract, 'body' | 'refusals'>>;

const WITHOUT_REASON = { 422: 'No reason was given' };

const WORDS: Readonly<Record<StepAction, Words>> = {
  cancel: { operationId: 'cancelStepByAction', summary: 'Cancel a step: the same as DELETE' },
  retry: {
    operationId: 'retryStep',
    summary: 'Let a failed step run again, at once',
    body: { schema: ref('RetryBody'), optional: true, example: { attempts: 1 } },
  },
  resolve: {
    operationId: 'resolveStep',
    summary: 'Let the task go on without a step that is pending or has failed',
    body: { schema: ref('ResolveBody'), example: { reason: 'sent by post' } },
    refusals: WITHOUT_REASON,
  },
  complete: {
    operationId: 'completeStep',
    summary: 'Complete a step that is pending or has failed with a result',
    body: { schema: ref('CompleteStepBody'), example: { results: { charge_id: 'c-1' }, reason: 'charged by phone' } },
    refusals: WITHOUT_REASON,
  },
};

/** The contract of `POST /tasks/:task_id/workflow_steps/:workflow_step_id/<action>`. */
export function stepActionContract(action: StepAction): RouteContract {
  const { refusals = {}, ...words } = WORDS[action];
  return {
    tag: 'Operations',
    permission: `tasker.workflow_step:${action}`,
    params: STEP_PARAMS,
    body: { schema: ref('ActionBody'), optional: true, example: { reason: 'no address' } },
    answers: { 200: json('The step and its task as the action has left them', ref('StepActionAnswer'), CHANGED) },
    refusals: { ...REFUSALS, ...refusals },
    ...words,
  };
}
