import type { Type } from '@nestjs/common';
import type { JsonObject } from '../model/json.js';
import type { ResultOfMember, ResultsOf, StepHandlerClass, StepName } from './step-types.js';

/** The task that a step belongs to, as its handler sees it. */
export interface ExecutedTask<C = any> {
  readonly taskId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** What the task was created with; an instance of the DTO class when `@TaskHandler` names one. */
  readonly context: C;
  /** The one that the task was created with, else one made of its id: the same for every attempt, in every process. */
  readonly correlationId: string;
  /** W3C trace context of this attempt's span, else the one that the task was created with; API steps send it on. */
  readonly traceparent: string | null;
  readonly tags: readonly string[];
}

/** The running attempt, as its handler sees it. */
export interface ExecutedStep {
  /** Place of the step in its task: unique within the task only. */
  readonly stepId: number;
  readonly name: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Attempts in total: the first one counts. */
  readonly retryLimit: number;
  /** The same for every attempt of this step, different for every other step: hand it to services that de-duplicate. */
  readonly idempotencyKey: string;
  /** What the hook or an operator set for this step, else the task's context. */
  readonly inputs: unknown;
  /** The declared `handlerConfig` with `${NAME}` placeholders filled in from the environment; `{}` when there is none. */
  readonly config: JsonObject;
  /**
   * Result of this step. Assign it to store something else than the returned value; what is assigned before a throw is kept beside the error.
   * Reads what an earlier attempt left, else `{}`.
   */
  results: unknown;
}

/** A step that this one depends on. */
export interface PriorStep {
  readonly name: string;
  /** Its result; `{}` when it was bypassed or resolved by hand. */
  readonly results: unknown;
}

/** The steps that this one depends on. */
export interface Sequence<H = any> {
  /**
   * Result of a step that this one depends on directly, by step name (typed through `H`) or by step class. Another step's result fails the
   * attempt for good, with a sentence that says what to add to `dependsOn`.
   * A class that runs two steps of the task is refused: use the name.
   *
   * @example sequence.results('validate_order').total
   */
  results<S extends StepName<H> | Type<StepHandlerClass>>(step: S): SequenceResult<H, S>;
  /** A step that this one depends on directly, by name; undefined when there is none of that name. */
  find(name: string): PriorStep | undefined;
  /** Every step that this one depends on directly, in the order of their places in the task. */
  readonly steps: readonly PriorStep[];
}

/** A logger for one attempt. `fields` are added to the bound ones. */
export interface StepLogger {
  debug(message: string, fields?: JsonObject): void;
  log(message: string, fields?: JsonObject): void;
  warn(message: string, fields?: JsonObject): void;
  error(message: string, fields?: JsonObject): void;
}

type SequenceResult<H, S> = S extends string
  ? ResultsOf<H, S>
  : S extends Type<infer I extends StepHandlerClass>
    ? ResultOfMember<I['process']>
    : never;

/**
 * What a step handler receives.
 * `C` is the type of the task's context. `H` is the task handler class (or a map of step names to step classes): it types
 * `sequence.results`, which is `any` without it.
 *
 * @example
 * chargePayment({ task, sequence, signal }: StepExecution<OrderContext, ProcessOrder>) {
 *   return this.gateway.charge(task.context.orderId, sequence.results('validate_order').total, { signal });
 * }
 */
export interface StepExecution<C = any, H = any> {
  readonly task: ExecutedTask<C>;
  readonly sequence: Sequence<H>;
  readonly step: ExecutedStep;
  /** Writes through Nest's Logger, with task_id, step_id, step, attempt and correlation_id bound to each record. */
  readonly logger: StepLogger;
  /**
   * Publishes a declared custom event. It leaves after the outcome of this attempt is committed, also when the attempt failed; a lost
   * claim drops it. `now` sends it at once, whatever becomes of the attempt.
   *
   * @throws ConfigurationError for a name that neither the step nor the task declares in `customEvents`
   */
  readonly publish: (name: string, payload?: JsonObject, options?: { readonly now?: boolean }) => void;
  /** Aborted when the attempt runs out of time, its claim is lost, or the process shuts down. */
  readonly signal: AbortSignal;
}
