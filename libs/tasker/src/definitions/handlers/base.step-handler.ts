import type { Type } from '@nestjs/common';
import type { StepExecution } from '../step-execution.js';
import type { StepResult } from '../step-types.js';
import { brandedClass } from './class.brand.js';

/** The same in every installed copy of the package: a subclass of another copy is recognised too. */
const BRAND = Symbol.for('nestjs-tasker.BaseStepHandler');

/** Makes what `process` receives. A symbol, so that no method of a user's class replaces it by chance. */
export const PREPARE = Symbol('prepare');
/** Looks at what `process` returned before `processResults` does. */
export const ACCEPT = Symbol('accept');

/**
 * A class that runs one step in two parts: `process` does the work, `processResults` says what is stored of it.
 * `C` is the type of the task's context, `R` what `process` returns, `H` the task handler class (types `sequence.results`).
 * `handle` belongs to the engine; start-up refuses a class that overrides it.
 *
 * @example
 * \@StepHandler()
 * class ReserveStock extends BaseStepHandler<OrderContext> {
 *   async process({ task, step }: StepExecution<OrderContext>) { return this.stock.reserve(task.context.items, step.idempotencyKey); }
 *   override processResults(_execution: StepExecution<OrderContext>, reservation: Reservation) { return { reservationId: reservation.id }; }
 * }
 */
export abstract class BaseStepHandler<C = any, R extends StepResult = StepResult, H = any> {
  /** Does the work of one attempt. Success is to return, whatever is returned; failure is to throw. */
  abstract process(execution: StepExecution<C, H>): R | Promise<R>;

  /**
   * What is stored of a successful attempt: what this returns, now or as a promise; for undefined what was assigned to
   * `execution.step.results`, else `output`. `initialResults` is `step.results` as it was before `process` ran.
   * Default: what `process` assigned to `step.results`, else what it returned. Changing the old results object in place assigns nothing.
   */
  processResults(execution: StepExecution<C, H>, output: R, initialResults: unknown): unknown {
    return assignedOr(execution, initialResults, output);
  }

  /** Called by the engine for one attempt; not to be overridden. */
  async handle(execution: StepExecution<C, H>): Promise<unknown> {
    const initial = execution.step.results;
    const prepared = this[PREPARE](execution);
    const output = await this.process(prepared);
    this[ACCEPT](output, prepared);
    const processed = await this.processResults(prepared, output, initial);
    const result = processed === undefined ? assignedOr(execution, initial, output) : processed;
    // An assigned result wins over a returned one: what processResults made of it has to take its place.
    if (execution.step.results !== initial && execution.step.results !== result) execution.step.results = result;
    return result;
  }

  /** Framework only. */
  [PREPARE](execution: StepExecution<C, H>): StepExecution<C, H> {
    return execution;
  }

  /** Framework only. @throws to fail the attempt in spite of the return */
  [ACCEPT](_output: R, _execution: StepExecution<C, H>): void {
    return;
  }
}

Object.defineProperty(BaseStepHandler, BRAND, { value: true });

function assignedOr(execution: StepExecution, initialResults: unknown, output: unknown): unknown {
  const { results } = execution.step;
  return results === initialResults ? output : results;
}

/** Whether a class extends `BaseStepHandler`, of this copy of the package or of another one. */
export function isBaseStepHandler(type: Type<unknown> | undefined): boolean {
  return brandedClass(type, BRAND) !== undefined;
}

/** Whether a class extends `BaseStepHandler` and puts its own method in the place of `handle`. */
export function overridesHandle(type: Type<unknown> | undefined): boolean {
  const base = brandedClass(type, BRAND);
  return base !== undefined && (type?.prototype as BaseStepHandler).handle !== (base.prototype as BaseStepHandler).handle;
}
