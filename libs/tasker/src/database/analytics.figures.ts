import type { StepState } from '../model/states.js';

/** What figures are told of: everything when empty. Exact matches. */
export interface AnalyticsScope {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
}

/** How long something took, in seconds; null where nothing was measured. Everything but the average is right to 4.5 %. */
export interface DurationFigures {
  /** Durations that are known. */
  readonly count: number;
  readonly average: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** How many took less than 10 seconds, less than 30, and longer. */
  readonly buckets: readonly [under10: number, under30: number, over30: number];
}

/** Tasks of a window. */
export interface TaskFigures {
  /** Tasks that were created in the window; the next four: those of them that are in this state now. */
  readonly created: number;
  readonly complete: number;
  readonly error: number;
  readonly cancelled: number;
  readonly resolved: number;
  /** How often a task came to rest complete in the window, whenever it was created. */
  readonly completed: number;
  /** The same in error; a task that is retried can do so again. */
  readonly failed: number;
  /** Of those that completed in the window, from request to rest. */
  readonly durations: DurationFigures;
}

/** Attempts that ended in a window. */
export interface AttemptFigures {
  readonly attempts: number;
  readonly completed: number;
  /** Failed ones, tried again or not. */
  readonly failed: number;
  /** Those of the failed that were the last of their step. */
  readonly givenUp: number;
  /** Steps that ended for good after more than one attempt. */
  readonly retried: number;
  /** Those of the retried that are complete. */
  readonly recovered: number;
  /** Of completed attempts, from claim to end. */
  readonly durations: DurationFigures;
  /** How long they could have been claimed before. */
  readonly waits: DurationFigures;
  /** How long their handlers ran. */
  readonly runs: DurationFigures;
  /** What the average duration has beyond the average run; null when no run is known. */
  readonly overheadAverage: number | null;
}

/** Figures of a window of time. */
export interface WindowFigures {
  /** Where the window begins: the beginning asked for, rounded down to a full minute, ten minutes or hour. */
  readonly since: Date;
  /** History is counted up to this moment; null: it is not at all yet. */
  readonly asOf: Date | null;
  /** Names of definitions with a task created in the window; a name in two namespaces counts twice. */
  readonly taskTypes: number;
  readonly tasks: TaskFigures;
  readonly steps: AttemptFigures;
}

/** Figures of one step of a definition in a window. */
export interface StepFigures extends AttemptFigures {
  readonly namespace: string;
  readonly taskName: string;
  readonly version: string;
  readonly stepName: string;
  /** What its completed attempts took together, waits before the claim included. */
  readonly totalSeconds: number;
}

/** How attempts failed in a window, by class of error. */
export interface ErrorFigures {
  readonly errorClass: string;
  readonly failures: number;
  /** Those that were the last attempt of their step. */
  readonly permanent: number;
  /** Different steps of definitions that failed so. */
  readonly steps: number;
  /** The one that did so most often. */
  readonly stepName: string;
  readonly lastAt: Date;
  readonly lastMessage: string | null;
}

/** A row of `get_slowest_tasks`. */
export interface SlowTask {
  readonly taskId: string;
  readonly taskName: string;
  readonly namespaceName: string;
  readonly version: string;
  /** From request to rest. */
  readonly durationSeconds: number;
  readonly stepCount: number;
  readonly completedSteps: number;
  readonly errorSteps: number;
  readonly createdAt: Date;
  readonly completedAt: Date;
  readonly initiator: string;
  readonly sourceSystem: string;
}

/** A row of `get_slowest_steps`. */
export interface SlowStep {
  readonly workflowStepId: number;
  readonly taskId: string;
  readonly stepName: string;
  readonly taskName: string;
  readonly namespaceName: string;
  readonly version: string;
  /** Of the completing attempt, from claim to end. */
  readonly durationSeconds: number;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly completedAt: Date;
  readonly retryable: boolean;
  readonly stepStatus: StepState;
}

/** A step of which many wait for their parents. */
export interface BlockedStep {
  readonly stepName: string;
  readonly taskName: string;
  readonly namespace: string;
  readonly version: string;
  readonly steps: number;
  /** Seconds since the request of their tasks. */
  readonly averageWait: number;
}

/** Steps of unfinished tasks that wait for parents that are not done, at this moment. */
export interface BlockedFigures {
  readonly waitingSteps: number;
  /** Parents that they wait for, each counted for every step that waits for it. */
  readonly openDependencies: number;
  /** Seconds since the request of their tasks; null when none waits. */
  readonly averageWait: number | null;
  readonly longestWait: number | null;
  /** At most three: those with most steps first. */
  readonly mostBlocked: readonly BlockedStep[];
  /** Steps that were looked at. */
  readonly looked: number;
  /** There are tasks or steps that were not looked at. */
  readonly sampled: boolean;
}

/** What there is of a scope. */
export interface OverviewFigures {
  /** Tasks that are pending or in progress. */
  readonly activeTasks: number;
  /** Namespaces with a task. */
  readonly totalNamespaces: number;
  /** Names with a task; a name in two namespaces counts twice. */
  readonly uniqueTaskTypes: number;
}

/** The row of `get_system_health_counts`, and when it was taken. */
export interface HealthFigures {
  readonly totalTasks: number;
  readonly pendingTasks: number;
  readonly inProgressTasks: number;
  readonly completeTasks: number;
  readonly errorTasks: number;
  readonly cancelledTasks: number;
  readonly totalSteps: number;
  readonly pendingSteps: number;
  readonly inProgressSteps: number;
  readonly completeSteps: number;
  readonly errorSteps: number;
  /** In error, with an attempt to come. */
  readonly retryableErrorSteps: number;
  /** In error, with no attempt left. */
  readonly exhaustedRetrySteps: number;
  /** Those of the retryable whose time has not come. */
  readonly inBackoffSteps: number;
  readonly activeConnections: number;
  readonly maxConnections: number;
  readonly countedAt: Date;
}
