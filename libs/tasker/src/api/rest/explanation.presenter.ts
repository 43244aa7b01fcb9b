import type { TaskExplanation } from '../../orchestration/explanation.js';
import { snaked } from './snake.case.js';

/** Why a task is not finished, as REST shows it: the explanation with the names of REST. Times are ISO-8601 in UTC. */
export interface ExplanationJson {
  readonly task_id: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly detail: unknown;
  /** Operator actions that let it go on or end it; empty when none is needed or helps. */
  readonly unblock: readonly string[];
  readonly workflow_steps: readonly unknown[];
}

/** An explanation as JSON. */
export function presentExplanation({ taskId, state, reason, message, detail, unblock = [], steps }: TaskExplanation): ExplanationJson {
  return {
    task_id: taskId,
    status: state,
    reason,
    message,
    detail: inRestNames(snaked(detail)),
    unblock,
    workflow_steps: steps.map(({ causes = [], unblock: remedies = [], ...step }) =>
      inRestNames(snaked({ ...step, causes, unblock: remedies })),
    ),
  };
}

/** REST calls the id and the state of a step `workflow_step_id` and `status`, wherever a step is named. */
function inRestNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inRestNames);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key === 'step_id' ? 'workflow_step_id' : key === 'state' ? 'status' : key,
      inRestNames(inner),
    ]),
  );
}
