import type { TaskState } from '../model/states.js';

/** What a task as a whole is doing (specification: engine core §2.3, with words for tasks that a person ended or paused). */
export type ExecutionStatus =
  | 'has_ready_steps'
  | 'processing'
  | 'blocked_by_failures'
  | 'all_complete'
  | 'waiting_for_dependencies'
  | 'paused'
  | 'cancelled'
  | 'resolved_manually';

/** What should happen with a task next. */
export type RecommendedAction =
  'execute_ready_steps' | 'wait_for_completion' | 'handle_failures' | 'finalize_task' | 'wait_for_dependencies' | 'resume_task' | 'none';

/** How a task fares: `blocked` when a step of it failed for good or it was stopped, `recovering` when failures are still tried again. */
export type HealthStatus = 'healthy' | 'recovering' | 'blocked';

/** The steps of a task, counted. */
export interface StepCounts {
  readonly total: number;
  readonly pending: number;
  readonly inProgress: number;
  /** Complete or resolved. */
  readonly completed: number;
  readonly failed: number;
  /** May be claimed now. */
  readonly ready: number;
  /** May be claimed later: at a time, or when their task is resumed or a limit allows it. */
  readonly waiting: number;
  /** Failed for good. */
  readonly blocked: number;
}

/** The words of a task. */
export interface ExecutionWords {
  readonly executionStatus: ExecutionStatus;
  readonly recommendedAction: RecommendedAction;
  readonly healthStatus: HealthStatus;
  /** From 0 to 100, two decimals; 0 without steps. */
  readonly completionPercentage: number;
}

const ACTIONS: Readonly<Record<ExecutionStatus, RecommendedAction>> = {
  has_ready_steps: 'execute_ready_steps',
  processing: 'wait_for_completion',
  blocked_by_failures: 'handle_failures',
  all_complete: 'finalize_task',
  waiting_for_dependencies: 'wait_for_dependencies',
  paused: 'resume_task',
  cancelled: 'none',
  resolved_manually: 'none',
};

/** The words of a task whose steps are at hand: what SQL `get_task_execution_contexts_batch` says of it. */
export function executionWords(task: { readonly state: TaskState; readonly paused: boolean }, counts: StepCounts): ExecutionWords {
  const executionStatus = statusOf(task, counts);
  const { total, completed } = counts;
  return {
    executionStatus,
    recommendedAction: ACTIONS[executionStatus],
    healthStatus: healthOf(executionStatus, task.state, counts),
    completionPercentage: total === 0 ? 0 : Math.round((10_000 * completed) / total) / 100,
  };
}

/** The first that holds: the order is that of the specification. */
function statusOf({ state, paused }: { state: TaskState; paused: boolean }, counts: StepCounts): ExecutionStatus {
  if (state === 'cancelled' || state === 'resolved_manually') return state;
  if (counts.ready > 0) return 'has_ready_steps';
  if (counts.inProgress > 0) return 'processing';
  if (state === 'error' || (counts.blocked > 0 && counts.waiting === 0)) return 'blocked_by_failures';
  if (counts.completed === counts.total) return 'all_complete';
  return paused && counts.waiting > 0 ? 'paused' : 'waiting_for_dependencies';
}

function healthOf(status: ExecutionStatus, state: TaskState, { failed, ready, blocked }: StepCounts): HealthStatus {
  const atRest = state === 'error';
  if ((failed === 0 && !atRest) || status === 'cancelled' || status === 'resolved_manually') return 'healthy';
  return ready === 0 && (blocked > 0 || atRest) ? 'blocked' : 'recovering';
}
