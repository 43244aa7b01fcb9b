import type { StepState, TaskState } from '../model/states.js';

/** What events say about a task besides what changed: SQL `task_facts`. Moments are ISO 8601. */
export interface TaskFacts {
  readonly taskId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly state: TaskState;
  readonly requestedAt: string;
  /** When its first step was claimed. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly paused: boolean;
  readonly priority: number;
  readonly initiator: string;
  readonly sourceSystem: string;
  readonly reason: string;
  readonly tags: readonly string[];
  readonly correlationId: string | null;
  readonly traceparent: string | null;
  /** `waiting`: due later; `blocked`: in error for good. */
  readonly steps: Readonly<Record<'total' | 'pending' | 'inProgress' | 'completed' | 'failed' | 'ready' | 'waiting' | 'blocked', number>>;
  /** Steps in error, by place; null without one. */
  readonly failedSteps: readonly FailedStepFacts[] | null;
  /** Only where it was asked for. */
  readonly context?: unknown;
}

/** A step in error. */
export interface FailedStepFacts {
  readonly stepId: number;
  readonly name: string;
  readonly attempts: number;
  readonly error: Readonly<Record<string, unknown>> | null;
}

/** A row of `task_transitions`. `from` = `to` where a person acted without changing the state: `metadata.action` says how. */
export interface TaskTransitionDocument {
  readonly kind: 'task';
  readonly taskId: string;
  readonly id: number;
  readonly at: string;
  readonly from: TaskState;
  readonly to: TaskState;
  readonly actor: string | null;
  readonly reason: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

/** A row of `workflow_step_transitions`: an attempt with its end, or what somebody did to a step that did not run. */
export interface StepTransitionDocument extends Omit<TaskTransitionDocument, 'kind' | 'from' | 'to'> {
  readonly kind: 'step';
  readonly from: StepState;
  readonly to: StepState;
  readonly stepId: number;
  readonly name: string;
  readonly attempt: number;
  readonly retryLimit: number;
  /** When the attempt began; null: none did. */
  readonly startedAt: string | null;
  /** The state that the attempt began from; null: none did. */
  readonly was: StepState | null;
  readonly workerId: string | null;
  readonly error: Readonly<Record<string, unknown>> | null;
  /** What the handler is given besides the context; null: nothing. */
  readonly inputs: unknown;
  /** How long the next attempt waits, counted from the end of this one; null when there is none, or the step has moved on. */
  readonly backoffSeconds: number | null;
  /** Only of what is complete. */
  readonly results: unknown;
}

/** A row of the history: SQL `transition_documents`. */
export type TransitionDocument = TaskTransitionDocument | StepTransitionDocument;

/** What one transaction has written to the history: SQL `own_transitions`. */
export interface ToldTransitions {
  /** With their contexts. */
  readonly tasks: readonly TaskFacts[];
  /** Those of each task in order, steps first. */
  readonly transitions: readonly TransitionDocument[];
}
