import { Injectable } from '@nestjs/common';
import type { ClaimedStep } from '../database/claimed.step.js';
import type { Outcome } from '../database/outcome.js';
import { secretValues } from '../definitions/config.variables.js';
import { DefinitionSettings } from '../definitions/definition.settings.js';
import { EngineInstruments, type AttemptTrace } from '../events/engine.instruments.js';
import { EventBus } from '../events/event.bus.js';
import { ParameterFilter } from '../events/parameter.filter.js';
import { PermanentError } from '../model/errors.js';
import { EngineSettings } from './engine.settings.js';
import { failureOutcome } from './failure.outcome.js';
import { RunFacts } from './news/attempt.facts.js';
import type { AttemptRecord } from './news/attempt.record.js';
import { checkedResult } from './result.check.js';
import { AdmissionGate } from './step.admission.js';
import type { StepRun, StepSurroundings } from './step.run.js';
import { StepContext } from './step.context.js';
import { within } from './time.limit.js';
import { checkJson, resultJson, type StoredJson } from './stored.json.js';

/** An attempt that ran out of its time; retryable. */
export class StepTimeoutError extends Error {
  override readonly name = 'StepTimeoutError';
}

/** Why a running attempt was told to stop; its outcome will not be used. */
export class StepAbortedError extends Error {
  override readonly name = 'StepAbortedError';
}

/** One attempt in progress. */
export interface RunningStep {
  readonly claimed: ClaimedStep;
  /** Undefined while names of it are still to be read. */
  readonly facts?: RunFacts | undefined;
  /** The outcome to report; null when the attempt was abandoned. Never rejects. */
  readonly outcome: Promise<Outcome | null>;
  /** When its time limit runs out, by the monotonic clock of this process; null without one. */
  readonly deadline: number | null;
  /** Where `RunningSteps` keeps it; nobody else writes it. */
  place?: number | undefined;
  /** Aborts the signal; the outcome resolves to null at once, whatever the handler does. */
  abandon(reason: string): void;
}

/** An attempt with everything around it. */
class Attempt implements RunningStep {
  readonly claimed: ClaimedStep;
  readonly outcome: Promise<Outcome | null>;
  readonly deadline: number | null;
  place: number | undefined = undefined;
  /** The first call counts. */
  settle!: (outcome: Outcome | null) => void;

  constructor(
    readonly facts: RunFacts,
    readonly context: StepContext,
    readonly trace: AttemptTrace | null,
    readonly timeoutMs: number | null,
  ) {
    this.claimed = facts.run.claimed;
    this.outcome = new Promise((resolve) => (this.settle = resolve));
    this.deadline = timeoutMs === null ? null : performance.now() + timeoutMs;
  }

  abandon(reason: string): void {
    this.settle(null);
    this.trace?.end('abandoned');
    this.context.abort(new StepAbortedError(reason));
  }
}

interface Failure {
  readonly thrown: unknown;
  readonly trace: AttemptTrace | null;
}

/** Calls handlers. Past this point there are no exceptions, only outcomes. */
@Injectable()
export class StepExecutor {
  private readonly surroundings: StepSurroundings;

  constructor(
    private readonly settings: EngineSettings,
    private readonly gate: AdmissionGate,
    private readonly instruments: EngineInstruments,
    definitions: DefinitionSettings,
    bus: EventBus,
    filter: ParameterFilter,
  ) {
    this.surroundings = {
      variables: definitions.variables,
      filter,
      send: ({ name, payload }) => bus.announce(name, () => payload),
      write: (record) => (instruments.scope === null ? record() : instruments.scope.outside(record)),
    };
  }

  /** Starts an attempt. */
  start(facts: RunFacts): RunningStep {
    const { run } = facts;
    const { claimed } = run;
    const trace = this.instruments.tracer?.attempt(facts) ?? null;
    const context = new StepContext(run, this.surroundings, trace?.traceparent ?? claimed.traceparent);
    const attempt = new Attempt(facts, context, trace, claimed.timeoutMs ?? this.settings.defaultStepTimeoutMs);
    void (this.gate.isOpen ? this.run(attempt) : this.admitted(attempt));
    return attempt;
  }

  /** Runs the step if the application lets it; its time limit counts from then on. */
  private async admitted(attempt: Attempt): Promise<void> {
    const { claimed, context, trace, facts } = attempt;
    const { stepId, name, attempt: number, retryLimit, idempotencyKey, inputs } = context.step;
    const step = { stepId, name, attempt: number, retryLimit, idempotencyKey, inputs };
    const refused = await this.gate.ask({ task: context.task, step });
    if (refused === null && !context.isAborted) return this.run(attempt);
    // What was abandoned while it was asked about has no outcome any more: nobody reads this one.
    const { seconds: delaySeconds, reason } = refused ?? { seconds: 0, reason: 'abandoned' };
    trace?.end('returned');
    const about: AttemptRecord = { facts, seconds: 0 };
    attempt.settle({ taskId: claimed.taskId, stepId, attempt: number, kind: 'returned', delaySeconds, reason, about });
  }

  private async run(attempt: Attempt): Promise<void> {
    const { claimed, facts, context, trace } = attempt;
    const { taskId, stepId, attempt: number } = claimed;
    const began = performance.now();
    let outcome: Outcome;
    try {
      // The check of a result belongs to the attempt: a validator may ask a database, and wait.
      const pending = this.results(attempt);
      const results = typeof pending === 'string' ? pending : await limited(pending, attempt);
      trace?.end('completed');
      const ran = secondsSince(began);
      const times = timesOf(facts, ran);
      outcome = { taskId, stepId, attempt: number, kind: 'completed', results, times, claim: claimed, about: { facts, seconds: ran } };
    } catch (thrown) {
      outcome = this.failure(facts.run, context, { thrown, trace });
      if (trace !== null && outcome.kind === 'failed') trace.end('failed', outcome.error);
      const ran = secondsSince(began);
      outcome.times = timesOf(facts, ran);
      outcome.about = { facts, seconds: ran } satisfies AttemptRecord;
    }
    const events = context.end();
    if (events !== undefined) outcome.events = events;
    attempt.settle(outcome);
  }

  /** JSON of the result. At once where the handler gives it at once and nothing is around it: each promise of a step is paid for by all. */
  private results(attempt: Attempt): string | Promise<string> {
    const { facts, context, trace } = attempt;
    const { run } = facts;
    if (trace !== null || this.instruments.scope !== null) {
      return this.watched(facts, trace, async () => this.call(run, context)).then((returned) => this.stored(run, context, returned));
    }
    const returned = this.call(run, context);
    return isThenable(returned)
      ? Promise.resolve(returned).then((value) => this.stored(run, context, value))
      : this.stored(run, context, returned);
  }

  /** Calls a handler with whatever watches attempts around it. */
  private watched<T>(facts: RunFacts, trace: AttemptTrace | null, call: () => T): T {
    const { scope } = this.instruments;
    const scoped = scope === null ? call : () => scope.run(facts, call);
    return trace === null ? scoped() : trace.run(scoped);
  }

  private call({ indexed, template }: StepRun, context: StepContext): unknown {
    const invoke = indexed.task.invokers.get(template.name);
    if (invoke === undefined) throw new PermanentError(`no handler for step '${context.step.name}'`, { errorCode: 'HANDLER_MISSING' });
    return invoke(context);
  }

  private stored({ indexed, template }: StepRun, { step }: StepContext, returned: unknown): string | Promise<string> {
    const check = indexed.task.resultChecks.get(template.name);
    const { resultBytes } = this.settings.limits;
    const stored = storable(resultJson(step.assigned ? step.results : returned, resultBytes));
    return check === undefined ? stored : checkedResult(stored, check).then((json) => storable(checkJson(json, resultBytes)));
  }

  /** What the handler had set as its result stays beside the error (specification: developer guide, error handling pattern 2). */
  private failure({ claimed, template }: StepRun, { step }: StepContext, { thrown, trace }: Failure): Outcome {
    const { backoff = this.settings.backoff, handlerConfig } = template;
    const { inputs, parents } = claimed;
    const left = step.assigned ? resultJson(step.results, this.settings.limits.resultBytes) : undefined;
    return failureOutcome(claimed, thrown, {
      backoff,
      maxRetryAfterSeconds: this.settings.maxRetryAfterSeconds,
      results: left !== undefined && 'json' in left ? left.json : undefined,
      traceparent: trace?.traceparent,
      secrets: handlerConfig === undefined ? [] : secretValues(handlerConfig, this.surroundings.variables),
      confided: inputs === null && parents === null ? [] : this.surroundings.filter.secretsOf([inputs, parents]),
    });
  }
}

function storable(stored: StoredJson): string {
  if ('json' in stored) return stored.json;
  // Permanent: the same code would return the same again, and its side effects have happened.
  throw new PermanentError(stored.problem.message, { errorCode: stored.problem.code });
}

/** The result, or a timeout: the handler is told by its signal and its late answer is dropped. */
function limited(results: Promise<string>, { timeoutMs, context }: Attempt): Promise<string> {
  if (timeoutMs === null) return results;
  return within(results, timeoutMs, () => {
    const error = new StepTimeoutError(`no answer within ${timeoutMs} ms`);
    context.abort(error);
    return error;
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** To the microsecond. */
function secondsSince(began: number): number {
  return Math.round((performance.now() - began) * 1000) / 1e6;
}

function timesOf({ waitMs }: RunFacts, ran: number): NonNullable<Outcome['times']> {
  return { waited: waitMs === null ? null : waitMs / 1000, ran };
}
