import { Injectable } from '@nestjs/common';
import type { TaskState } from '../model/states.js';

/** A definition, as instruments name it. */
export interface DefinitionName {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}

/** An attempt, as instruments see it. */
export interface AttemptFacts extends DefinitionName {
  readonly taskId: string;
  readonly stepId: number;
  readonly step: string;
  /** The declared step whose handler runs it: there are only so many of these. */
  readonly declaredStep: string;
  readonly queue: string;
  readonly attempt: number;
  readonly retryLimit: number;
  readonly correlationId: string;
  readonly context: unknown;
  /** What its handler was given and may repeat in an error: the context, its inputs, the results of its parents. */
  readonly given: readonly unknown[];
  /** W3C trace context that was stored with the task. */
  readonly traceparent: string | null;
  /** Trace context of the failed attempt that this one repeats. */
  readonly retryOf: string | null;
  /** How long the step could have been claimed before it was; null where nobody knows. */
  readonly waitMs: number | null;
}

/**
 * How an attempt ended in the rows: `completed`; `retrying`: failed, and another one follows; `failed` for good; `returned` unused;
 * `lost`: its claim was gone, its outcome was refused.
 */
export type AttemptEnd = 'completed' | 'retrying' | 'failed' | 'returned' | 'lost';

/** Counts what the engine does. Called after the commit, once for each fact; must not throw. */
export interface EngineMeter {
  created(task: DefinitionName, count: number): void;
  claimed(attempt: AttemptFacts): void;
  /** `seconds`: how long the handler ran. */
  ended(attempt: AttemptFacts, end: AttemptEnd, seconds: number): void;
  /** `seconds`: since the task was created. */
  rested(task: DefinitionName, state: TaskState, seconds: number): void;
  /** A call of the worker loop: how long it took, what went and what came. */
  called(call: { readonly ms: number; readonly outcomes: number; readonly claimed: number }): void;
  /** Attempts that were taken back from lost or hanging workers. */
  stolen(attempts: number): void;
  /** This process has lost its own lease. */
  leaseLost(): void;
}

/** The span of an attempt. */
export interface AttemptTrace {
  /** W3C trace context of the span, for whatever the handler calls. */
  readonly traceparent: string;
  /** Calls with the span active. */
  run<T>(call: () => T): T;
  /** Ends the span; `error`: JSON of the error as it is stored. `abandoned`: the attempt was stopped, its outcome will not be used. */
  end(outcome: 'completed' | 'failed' | 'returned' | 'abandoned', error?: string): void;
}

/** A task as the one that creates it knows it. */
export interface TaskToCreate extends DefinitionName {
  readonly taskId: string;
  readonly correlationId: string;
}

/** How a creation ended. */
export interface CreationEnd {
  /** Why there is no task. */
  readonly error?: unknown;
  /** The existing task that was given instead. */
  readonly duplicateOf?: string | undefined;
}

/** A task about to be created. */
export interface CreationTrace {
  /** W3C trace context to store with the task; null for none. */
  readonly traceparent: string | null;
  end(end: CreationEnd): void;
}

/** A task that has come to rest. */
export interface RestedTaskFacts extends DefinitionName {
  readonly taskId: string;
  readonly state: TaskState;
  readonly requestedAt: Date;
  /** When its first step was claimed; null: none was. */
  readonly startedAt: Date | null;
  readonly at: Date;
  readonly traceparent: string | null;
  readonly correlationId: string;
  readonly totalSteps: number;
  readonly completedSteps: number;
  readonly failedSteps: number;
  /** Message of the first failed step; null without one. */
  readonly error: string | null;
  /** What `error` may repeat of what must not be shown: the context, or a list with it. */
  readonly context: unknown;
}

/** Makes spans. Null: nobody would see one. Must not throw. */
export interface EngineTracer {
  /** `given`: the trace context that the caller gave in so many words. */
  creation(task: TaskToCreate, given: string | null): CreationTrace | null;
  attempt(facts: AttemptFacts): AttemptTrace | null;
  /** Whether `rested` is worth being told. */
  readonly isActive: boolean;
  rested(task: RestedTaskFacts): void;
}

/** Binds the ids of an attempt to whatever its handler logs. */
export interface AttemptScope {
  run<T>(facts: AttemptFacts, call: () => T): T;
  /** Calls without those ids: for lines that have them already. A record with the same field twice is refused by many log stores. */
  outside<T>(call: () => T): T;
}

/** What the worker of this process is doing at this moment. */
export interface WorkerVitals {
  /** Steps that run. */
  readonly running: number;
  /** Steps that it runs at once at most; 0 while it may not claim. */
  readonly capacity: number;
}

/** What watches the engine in this process, where something does: `telemetry` puts it here. The engine works the same without. */
@Injectable()
export class EngineInstruments {
  meter: EngineMeter | null = null;
  tracer: EngineTracer | null = null;
  scope: AttemptScope | null = null;
  /** Set by the worker of this process, where it has one. */
  worker: (() => WorkerVitals) | null = null;
}
