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
  /** Aborts the signal; the outcome resolves to null at once, whatever the handler does. */
  abandon(reason: string): void;
}

/** An attempt with everything around it. */
interface Attempt {
  readonly facts: RunFacts;
  readonly run: StepRun;
  readonly context: StepContext;
  readonly trace: AttemptTrace | null;
  readonly timeoutMs: number | null;
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
    let abandon!: (reason: string) => void;
    const abandoned = new Promise<null>((resolve) => {
      abandon = (reason) => {
        resolve(null);
        trace?.end('abandoned');
        context.abort(new StepAbortedError(reason));
      };
    });
    const timeoutMs = claimed.timeoutMs ?? this.settings.defaultStepTimeoutMs;
    const attempt: Attempt = { facts, run, context, trace, timeoutMs };
    return {
      claimed,
      facts,
      outcome: Promise.race([abandoned, this.gate.isOpen ? this.attempt(attempt) : this.admitted(attempt)]),
      deadline: timeoutMs === null ? null : performance.now() + timeoutMs,
      abandon,
    };
  }

  /** Runs the step if the application lets it; its time limit counts from then on. */
  private async admitted(attempt: Attempt): Promise<Outcome> {
    const { run, context, trace } = attempt;
    const { stepId, name, attempt: number, retryLimit, idempotencyKey, inputs } = context.step;
    const step = { stepId, name, attempt: number, retryLimit, idempotencyKey, inputs };
    const refused = await this.gate.ask({ task: context.task, step });
    if (refused === null && !context.isAborted) return this.attempt(attempt);
    // What was abandoned while it was asked about has no outcome any more: nobody reads this one.
    const { seconds: delaySeconds, reason } = refused ?? { seconds: 0, reason: 'abandoned' };
    trace?.end('returned');
    const about: AttemptRecord = { facts: attempt.facts, seconds: 0 };
    return { taskId: run.claimed.taskId, stepId, attempt: number, kind: 'returned', delaySeconds, reason, about };
  }

  private async attempt({ facts, run, context, trace, timeoutMs }: Attempt): Promise<Outcome> {
    const began = performance.now();
    let outcome: Outcome;
    try {
      // The check of a result belongs to the attempt: a validator may ask a database, and wait.
      const success = this.watched(facts, trace, () => this.call(run, context)).then((returned) =>
        this.success(run, context.step.assigned ? context.step.results : returned),
      );
      outcome = timeoutMs === null ? await success : await limited(success, timeoutMs, context);
    } catch (thrown) {
      outcome = this.failure(run, context, { thrown, trace });
      if (trace !== null && outcome.kind === 'failed') trace.end('failed', outcome.error);
    }
    if (trace !== null && outcome.kind === 'completed') trace.end('completed');
    const ran = Math.round((performance.now() - began) * 1000) / 1e6;
    const { waitMs } = facts;
    outcome.times = { waited: waitMs === null ? null : waitMs / 1000, ran };
    outcome.about = { facts, seconds: ran } satisfies AttemptRecord;
    const events = context.end();
    if (events !== undefined) outcome.events = events;
    return outcome;
  }

  /** Calls a handler with whatever watches attempts around it. */
  private watched<T>(facts: RunFacts, trace: AttemptTrace | null, call: () => T): T {
    const { scope } = this.instruments;
    const scoped = scope === null ? call : () => scope.run(facts, call);
    return trace === null ? scoped() : trace.run(scoped);
  }

  private async call({ indexed, template }: StepRun, context: StepContext): Promise<unknown> {
    const invoke = indexed.task.invokers.get(template.name);
    if (invoke === undefined) throw new PermanentError(`no handler for step '${context.step.name}'`, { errorCode: 'HANDLER_MISSING' });
    return await invoke(context);
  }

  private async success({ claimed, indexed, template }: StepRun, result: unknown): Promise<Outcome> {
    const { taskId, stepId, attempt } = claimed;
    const check = indexed.task.resultChecks.get(template.name);
    const { resultBytes } = this.settings.limits;
    const stored = storable(resultJson(result, resultBytes));
    const results = check === undefined ? stored : storable(checkJson(await checkedResult(stored, check), resultBytes));
    return { taskId, stepId, attempt, kind: 'completed', results };
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

/** The call, or a timeout: the handler is told by its signal and its late answer is dropped. */
function limited<T>(call: Promise<T>, timeoutMs: number, context: StepContext): Promise<T> {
  return within(call, timeoutMs, () => {
    const error = new StepTimeoutError(`no answer within ${timeoutMs} ms`);
    context.abort(error);
    return error;
  });
}
