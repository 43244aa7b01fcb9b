import type { ExecutionContextRow } from '../database/progress.reader.js';
import type { TaskState } from '../model/states.js';
import type { ExecutionStatus, ExecutionWords, HealthStatus, RecommendedAction } from './execution.words.js';
import { summaryOf, type WorkflowSummary } from './workflow.summary.js';

/** Why a task that runs is not further (specification: engine core §4.7). */
export type PendingReason = 'ready_for_processing' | 'waiting_for_step_completion' | 'waiting_for_dependencies' | 'workflow_paused';

/** What another look at a task would be for (specification: engine core §4.7). */
export type ReenqueueReason =
  | 'ready_steps_available'
  | 'steps_in_progress'
  | 'retry_backoff'
  | 'awaiting_dependencies'
  | 'pending_steps_remaining'
  | 'continuing_workflow';

/** What to do with a task next. */
export interface NextAction {
  readonly action: RecommendedAction;
  /** One sentence. */
  readonly description: string;
  readonly urgency: 'low' | 'medium' | 'high' | 'critical';
  /** Whether the engine goes on by itself now. */
  readonly canProceed: boolean;
}

/** Where a task stands: the row of SQL `get_task_execution_context` and the words that follow from it. */
export interface ExecutionContext {
  readonly taskId: string;
  readonly namedTaskId: number;
  /** The stored state. */
  readonly status: TaskState;
  readonly totalSteps: number;
  readonly pendingSteps: number;
  readonly inProgressSteps: number;
  readonly completedSteps: number;
  readonly failedSteps: number;
  readonly readySteps: number;
  readonly executionStatus: ExecutionStatus;
  readonly recommendedAction: RecommendedAction;
  /** From 0 to 100, two decimals. */
  readonly completionPercentage: number;
  readonly healthStatus: HealthStatus;
  /** Null for a task that rests. */
  readonly reason: PendingReason | null;
  /** Null for a task that rests. */
  readonly reenqueueReason: ReenqueueReason | null;
  /** Seconds until another look is worth while; null for a task that rests. Nothing in the engine waits for it. */
  readonly delaySeconds: number | null;
  /** Steps are ready or run. */
  readonly hasWorkToDo: boolean;
  /** Nothing of it can run, because of failures or because it was stopped. */
  readonly isBlocked: boolean;
  readonly isComplete: boolean;
  readonly isHealthy: boolean;
  /** A step failed for good, or the task was stopped: a person has to act. */
  readonly needsIntervention: boolean;
  /** A step may be claimed now. */
  readonly canMakeProgress: boolean;
  /** It goes on by itself later. */
  readonly shouldReenqueue: boolean;
  readonly needsImmediateAction: boolean;
  readonly nextAction: NextAction;
  readonly workflowSummary: WorkflowSummary;
}

/** Seconds where no time is known. */
const PROCESSING_SECONDS = 10;
const DEPENDENCIES_SECONDS = 45;
const OTHERWISE_SECONDS = 30;

const NEXT: Readonly<Record<RecommendedAction, Omit<NextAction, 'action'>>> = {
  execute_ready_steps: { description: 'Steps are ready: workers claim them.', urgency: 'high', canProceed: true },
  wait_for_completion: { description: 'Steps run: wait for them.', urgency: 'low', canProceed: false },
  handle_failures: {
    description:
      'Steps failed for good, or the task was stopped, and nothing else can run: retry, resolve or cancel the task or its steps.',
    urgency: 'critical',
    canProceed: false,
  },
  finalize_task: { description: 'Every step is done: nothing is left.', urgency: 'medium', canProceed: true },
  wait_for_dependencies: { description: 'Steps wait for a time, a limit or other steps.', urgency: 'low', canProceed: false },
  resume_task: { description: 'The task is paused: resume it.', urgency: 'low', canProceed: false },
  none: { description: 'A person ended the task: nothing happens with it any more.', urgency: 'low', canProceed: false },
};

/** The words of a row. */
export function executionContext(row: ExecutionContextRow): ExecutionContext {
  const words = wordsOf(row);
  const { executionStatus, healthStatus } = words;
  return {
    taskId: row.task_id,
    namedTaskId: row.named_task_id,
    status: row.status,
    totalSteps: row.total_steps,
    pendingSteps: row.pending_steps,
    inProgressSteps: row.in_progress_steps,
    completedSteps: row.completed_steps,
    failedSteps: row.failed_steps,
    readySteps: row.ready_steps,
    ...words,
    ...outlookOf(executionStatus, row),
    hasWorkToDo: executionStatus === 'has_ready_steps' || executionStatus === 'processing',
    isBlocked: executionStatus === 'blocked_by_failures',
    isComplete: executionStatus === 'all_complete',
    isHealthy: healthStatus === 'healthy',
    needsIntervention: healthStatus === 'blocked',
    canMakeProgress: row.ready_steps > 0 && executionStatus === 'has_ready_steps',
    shouldReenqueue: executionStatus === 'processing' || executionStatus === 'waiting_for_dependencies',
    needsImmediateAction: executionStatus === 'has_ready_steps',
    nextAction: { action: words.recommendedAction, ...NEXT[words.recommendedAction] },
    workflowSummary: summaryOf(
      {
        total: row.total_steps,
        pending: row.pending_steps,
        inProgress: row.in_progress_steps,
        completed: row.completed_steps,
        failed: row.failed_steps,
        ready: row.ready_steps,
      },
      words,
    ),
  };
}

function wordsOf(row: ExecutionContextRow): ExecutionWords {
  return {
    executionStatus: row.execution_status as ExecutionStatus,
    recommendedAction: row.recommended_action as RecommendedAction,
    healthStatus: row.health_status as HealthStatus,
    completionPercentage: row.completion_percentage,
  };
}

type Outlook = Pick<ExecutionContext, 'reason' | 'reenqueueReason' | 'delaySeconds'>;

/** The delay is the time of the earliest step that waits for one, not of the latest. */
function outlookOf(status: ExecutionStatus, row: ExecutionContextRow): Outlook {
  switch (status) {
    case 'has_ready_steps':
      return { reason: 'ready_for_processing', reenqueueReason: 'ready_steps_available', delaySeconds: 0 };
    case 'processing':
      return { reason: 'waiting_for_step_completion', reenqueueReason: 'steps_in_progress', delaySeconds: PROCESSING_SECONDS };
    case 'waiting_for_dependencies':
      return {
        reason: 'waiting_for_dependencies',
        reenqueueReason:
          row.next_is_retry === null ? 'pending_steps_remaining' : row.next_is_retry ? 'retry_backoff' : 'awaiting_dependencies',
        delaySeconds: row.next_in_seconds ?? DEPENDENCIES_SECONDS,
      };
    case 'paused':
      return { reason: 'workflow_paused', reenqueueReason: 'continuing_workflow', delaySeconds: OTHERWISE_SECONDS };
    case 'all_complete':
    case 'blocked_by_failures':
    case 'cancelled':
    case 'resolved_manually':
      return { reason: null, reenqueueReason: null, delaySeconds: null };
  }
}
