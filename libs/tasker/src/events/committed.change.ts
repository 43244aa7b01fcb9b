import type { StepState, TaskState } from '../model/states.js';
import type { PayloadOf } from './catalog/event.fields.js';
import type { WORKFLOW_SUMMARY } from './catalog/task.fields.js';

/** How many steps of a task are in which state. `waiting`: due later; `blocked`: in error for good. */
export type StepStatistics = Readonly<
  Record<'total' | 'pending' | 'inProgress' | 'completed' | 'failed' | 'ready' | 'waiting' | 'blocked', number>
>;

/** A step in error, as the events of its task speak of it. */
export interface FailedStepFact {
  readonly stepId: number;
  readonly name: string;
  readonly attempts: number;
  readonly error: Readonly<Record<string, unknown>> | null;
}

/** What a task was asked for and how far it is; read from its rows. */
export interface ChangedTaskFacts {
  readonly requestedAt: Date;
  readonly paused: boolean;
  readonly priority: number;
  readonly initiator: string;
  readonly sourceSystem: string;
  readonly reason: string;
  readonly tags: readonly string[];
  readonly steps: StepStatistics;
  readonly failedSteps: readonly FailedStepFact[];
  readonly workflowSummary: PayloadOf<typeof WORKFLOW_SUMMARY>;
}

/** A task that changed, or whose step did. */
export interface ChangedTask {
  readonly taskId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly correlationId: string;
  /** W3C trace context that was stored with the task. */
  readonly traceparent: string | null;
  /** Undefined where nobody read it. */
  readonly context: unknown;
  /** Undefined where nobody read them. */
  readonly facts: ChangedTaskFacts | undefined;
}

/** Who brought a change about, and why; null for the engine itself. */
interface ChangeOrigin {
  /** When it happened, by the clock of the database. */
  readonly at: Date;
  readonly actor: string | null;
  readonly reason: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

/** A committed change of a task: one row of `task_transitions`, or its creation (`from` null). */
export interface TaskChange extends ChangeOrigin {
  readonly kind: 'task';
  readonly task: ChangedTask;
  /** Equal to `to` where a person acted without changing the state: `metadata.action` says how. */
  readonly from: TaskState | null;
  readonly to: TaskState;
}

/** A committed change of a step: the beginning or the end of an attempt, what somebody did to it, or its creation (`from` null). */
export interface StepChange extends ChangeOrigin {
  readonly kind: 'step';
  readonly task: ChangedTask;
  readonly from: StepState | null;
  readonly to: StepState;
  readonly stepId: number;
  readonly name: string;
  /** 0 before the first one. */
  readonly attempt: number;
  readonly retryLimit: number;
  /** When the attempt began; null: none did. */
  readonly startedAt: Date | null;
  /** How long the step could have been claimed before this attempt was; null where nobody knows. */
  readonly queueSeconds: number | null;
  /** What the attempt ended with. `permanent`: no further attempt follows; `exhausted`: because all of them were made. */
  readonly error: Readonly<Record<string, unknown>> | null;
  /** Undefined where there are none, or nobody read them. */
  readonly results: unknown;
  /** Undefined where nobody read them. */
  readonly inputs: unknown;
  /** Names of the steps that it depends on; undefined where nobody read them. */
  readonly dependsOn: readonly string[] | undefined;
  /** How long the next attempt waits; null when there is none, or nobody knows any more. */
  readonly retryInSeconds: number | null;
  /** The wait that the failed attempt, or the server that it called, asked for; null: none; undefined: nobody knows any more. */
  readonly retryAfterSeconds: number | null | undefined;
}

/** Something that a committed transaction has changed. */
export type CommittedChange = TaskChange | StepChange;
