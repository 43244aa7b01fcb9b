import type { JsonSchema } from '../../../model/json.js';
import { ref } from '../contract/route.contract.js';
import { count, integer, listOf, mapOf, nullable, number, object, truth, uuid, word } from './schema.words.js';
import { STATUS } from './task.schemas.js';

const DETAIL = mapOf({}, 'Data of the reason; its keys follow from it.');
const UNBLOCK = listOf(word(), 'Actions that let it go on or end it, as `retry_step`; empty when none is needed or helps.');
const REASON = word('As `queued`, `backing_off` or `blocked_by_failure`.');

/** Why tasks are where they are. */
export const EXPLANATION_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  StepExplanation: object('Why a step is not finished.', {
    workflow_step_id: integer('Place of the step in its task.'),
    name: word(),
    status: STATUS,
    circuit: word('`closed`, `open` or `half_open`.'),
    reason: REASON,
    message: word('One sentence for a person.'),
    detail: DETAIL,
    causes: listOf(mapOf({}), 'Steps that stand in the way, at most five.'),
    unblock: UNBLOCK,
  }),
  Explanation: object('Why a task is not finished.', {
    task_id: uuid(),
    status: STATUS,
    reason: REASON,
    message: word('One sentence for a person.'),
    detail: DETAIL,
    unblock: UNBLOCK,
    workflow_steps: listOf(ref('StepExplanation'), 'Unfinished steps in the order of their places.'),
  }),
  ExplanationAnswer: object('The explanation.', { explanation: ref('Explanation') }),
  ExecutionContext: object('Where a task stands as a whole.', {
    task_id: uuid(),
    named_task_id: integer('Of its definition.'),
    status: STATUS,
    total_steps: count(),
    pending_steps: count(),
    in_progress_steps: count(),
    completed_steps: count(),
    failed_steps: count(),
    ready_steps: count(),
    execution_status: word('`has_ready_steps`, `processing`, `waiting_for_dependencies`, `blocked_by_failures`, `all_complete` …'),
    recommended_action: word('What to do next.'),
    completion_percentage: number('From 0 to 100, two decimals.'),
    health_status: word(),
    reason: nullable(word('Why it is not further; null for a task that rests.')),
    reenqueue_reason: nullable(word('What another look would be for; null for a task that rests.')),
    delay_seconds: nullable(number('Until another look is worth while; null for a task that rests.')),
    has_work_to_do: truth('Steps are ready or run.'),
    is_blocked: truth(),
    is_complete: truth(),
    is_healthy: truth(),
    needs_intervention: truth('A person has to act.'),
    can_make_progress: truth('A step may be claimed now.'),
    should_reenqueue: truth('It goes on by itself later.'),
    needs_immediate_action: truth(),
    next_action: object('What to do next.', {
      action: word(),
      description: word('One sentence.'),
      urgency: word('`low`, `medium`, `high` or `critical`.'),
      can_proceed: truth('The engine goes on by itself now.'),
    }),
    workflow_summary: ref('WorkflowSummary'),
  }),
  ExecutionContextAnswer: object('The execution context.', { execution_context: ref('ExecutionContext') }),
};
