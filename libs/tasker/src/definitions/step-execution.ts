import type { Type } from '@nestjs/common';
import type { ResultOfMember, ResultsOf, StepHandlerClass, StepName } from './step-types.js';

/** The task that a step belongs to, as its handler sees it. */
export interface ExecutedTask<C = any> {
  readonly taskId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** What the task was created with; an instance of the DTO class when `@TaskHandler` names one. */
  readonly context: C;
  readonly correlationId: string | null;
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
  readonly inputs: unknown;
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
  /** Aborted when the attempt runs out of time, its claim is lost, or the process shuts down. */
  readonly signal: AbortSignal;
}
