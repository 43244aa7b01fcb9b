import type { JsonSchema } from '../../../model/json.js';
import { ref } from '../contract/route.contract.js';
import { anything, count, integer, listOf, mapOf, moment, nullable, number, object, page, truth, uuid, word } from './schema.words.js';
import { STATUS } from './task.schemas.js';

const PLACE = integer('Place of the step in its task: unique within the task only.', { minimum: 1 });

const STEP = object('A step of a task.', {
  task_id: uuid(),
  workflow_step_id: PLACE,
  name: word(),
  named_step_id: integer(),
  status: STATUS,
  attempts: count('Attempts begun.'),
  retry_limit: integer('Attempts in total: the first one counts.'),
  retryable: truth(),
  skippable: truth(),
  queue: word(),
  priority: integer(),
  processed: truth('The steps that depend on it may go on.'),
  processed_at: nullable(moment()),
  in_process: truth('An attempt runs.'),
  ready_at: nullable(moment('From when it may be claimed; null while it may not, or nobody knows when.')),
  claimed_at: nullable(moment('When the running or latest attempt was claimed.')),
  last_attempted_at: nullable(moment('When the latest attempt ended.')),
  backoff_request_seconds: nullable(number('Wait that followed the latest failure.')),
  inputs: anything('Inputs of its own; null when it has none.'),
  results: anything('What its handler returned; null before.'),
  error: { anyOf: [ref('StepError'), { type: 'null' }], description: 'What went wrong in the latest failed attempt.' },
  children_ids: listOf(PLACE, 'Steps that depend on it.'),
  parents_ids: listOf(PLACE, 'Steps that it depends on.'),
  siblings_ids: nullable(listOf(PLACE, 'Steps with exactly the same parents; null where they are more than 256.')),
});

const READINESS = object('Whether a step may run, and what keeps it back.', {
  workflow_step_id: PLACE,
  task_id: uuid(),
  named_step_id: integer(),
  name: word(),
  status: STATUS,
  dependencies_satisfied: truth(),
  retry_eligible: truth('An attempt may start as far as time and attempts go.'),
  ready_for_execution: truth(),
  last_failure_at: nullable(moment()),
  next_retry_at: nullable(moment('When its back-off ends; null when no attempt will follow by itself.')),
  total_parents: count(),
  completed_parents: count(),
  attempts: count(),
  retry_limit: integer(),
  backoff_request_seconds: nullable(number()),
  last_attempted_at: nullable(moment()),
  circuit: word('`closed`, `open` or `half_open`.'),
  can_execute_now: truth(),
  blocking_reason: nullable(word('As `dependencies_not_satisfied` or `limit_reached`; null when it is ready.')),
  time_until_ready: nullable(number('Seconds; 0 when it is ready, null when no time is known.')),
  dependency_status: word('`no_dependencies`, `all_satisfied` or `1/3_satisfied`.'),
  retry_status: word('`retry_eligible`, `waiting_for_backoff`, `max_retries_reached` or `failed_permanently`.'),
  backoff_type: word('`explicit_backoff`, `exponential_backoff` or `no_backoff`.'),
  effective_backoff_seconds: number(),
});

/** Steps as answers show them. */
export const STEP_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  WorkflowStep: STEP,
  StepError: object('What went wrong in the latest failed attempt.', {
    message: word(),
    error_class: word('Name of what was thrown.'),
    error_code: nullable(word()),
    attempt: count(),
    permanent: truth('No further attempt will be made for this failure.'),
    backtrace: listOf(word(), 'At most 20 lines.'),
    context: mapOf({}, 'Content of the user.'),
  }),
  WorkflowStepAnswer: object('One step.', { workflow_step: ref('WorkflowStep') }),
  StepActionAnswer: object('The step and its task as the action has left them.', {
    workflow_step: ref('WorkflowStep'),
    task: ref('TaskSummary'),
  }),
  WorkflowStepPage: page('workflow_steps', 'WorkflowStep', { total: true }),
  CancelledWorkflowStep: object('The step and its task as the cancellation has left them.', {
    cancelled: { const: true },
    workflow_step: ref('WorkflowStep'),
    task: ref('TaskSummary'),
  }),
  StepReadiness: READINESS,
  ReadinessAnswer: object('Every step in the order of its place.', { workflow_steps: listOf(ref('StepReadiness')) }),
};
