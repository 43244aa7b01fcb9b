import type { StepState, TaskState } from '../../model/states.js';

/** A step as its row says it is, with what a diagram tells of it. */
export interface DrawnStep {
  readonly stepId: number;
  readonly name: string;
  readonly state: StepState;
  readonly attempts: number;
  readonly retryLimit: number;
  readonly readyAt: Date | null;
  readonly claimedAt: Date | null;
  readonly lastAttemptedAt: Date | null;
  readonly processedAt: Date | null;
  /** Of a step in error. */
  readonly error: { readonly message: string } | null;
  readonly parentIds: readonly number[];
}

/** A task with its steps in the order of their places. */
export interface DrawnTask {
  readonly taskId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly state: TaskState;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
  readonly pausedAt: Date | null;
  readonly steps: readonly DrawnStep[];
}

/** Why a step is not finished. */
export interface DrawnReason {
  readonly stepId: number;
  readonly state: StepState;
  readonly reason: string;
  readonly message: string;
}

/** Where diagrams of tasks come from: what looks at tasks stands beside this room. */
export abstract class DiagramSource {
  /** @throws NotFoundError for an unknown id */
  abstract task(taskId: string): Promise<DrawnTask>;
  /** The context of a task, which its messages may repeat and must not show. @throws NotFoundError for an unknown id */
  abstract context(taskId: string): Promise<unknown>;
  /** One for each unfinished step. */
  abstract reasons(taskId: string): Promise<readonly DrawnReason[]>;
}
