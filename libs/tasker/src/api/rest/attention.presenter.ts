import type { DeadLetter, FailedStep, OpenAction } from '../../orchestration/dead-letter.view.js';
import type { StaleTask } from '../../orchestration/stale.task.js';
import { snakeKey } from './snake.case.js';
import { isoTime, presentError } from './step.presenter.js';
import { presentTaskSummary } from './task.presenter.js';

/** A task that needs a person, as REST shows it. Times are ISO-8601 in UTC. */
export function presentDeadLetter({ task, kind, failedAt, failedSteps, moreFailedSteps, actions }: DeadLetter) {
  return {
    task: { ...presentTaskSummary(task), context: task.context },
    kind,
    failed_at: isoTime(failedAt),
    failed_steps: failedSteps.map(presentFailedStep),
    more_failed_steps: moreFailedSteps,
    actions: actions.map(presentAction),
  };
}

function presentFailedStep(step: FailedStep) {
  return {
    workflow_step_id: step.stepId,
    name: step.name,
    status: step.state,
    kind: step.kind,
    error: step.error === null ? null : presentError(step.error),
    attempts: step.attempts,
    retry_limit: step.retryLimit,
    exhausted: step.exhausted,
    lost_attempts: step.lostAttempts,
    blocks: step.blocks,
    history: step.history.map(({ attempt, startedAt, at, workerId, fromState, toState, actor, reason, error }) => ({
      attempt,
      started_at: isoTime(startedAt),
      at: at.toISOString(),
      worker_id: workerId,
      from_status: fromState,
      to_status: toState,
      actor,
      reason,
      error: error === null ? null : presentError(error as NonNullable<FailedStep['error']>),
    })),
  };
}

/** As explanations name what unblocks: `retryTask` is `retry_task`. */
function presentAction({ action, stepId, step }: OpenAction) {
  return { action: snakeKey(action), workflow_step_id: stepId ?? null, step_name: step ?? null };
}

/** A warning about an unfinished task, as REST shows it. */
export function presentStaleTask(task: StaleTask) {
  return {
    task_id: task.taskId,
    name: task.name,
    namespace: task.namespace,
    version: task.version,
    full_name: `${task.namespace}.${task.name}@${task.version}`,
    kind: task.kind,
    workflow_step_id: task.stepId,
    step_name: task.step,
    since: task.since.toISOString(),
    noticed_at: task.noticedAt.toISOString(),
    limit_seconds: task.limitSeconds,
    lost_attempts: task.lostAttempts,
  };
}
