import { Injectable } from '@nestjs/common';
import type { ClaimedStep } from '../database/claimed.step.js';
import type { Outcome } from '../database/outcome.js';
import { PermanentError } from '../model/errors.js';
import type { IndexedTask } from './definition.index.js';
import { EngineSettings } from './engine.settings.js';
import { failureOutcome } from './failure.outcome.js';
import type { StepRun } from './step.run.js';
import { StepContext } from './step.context.js';
import { resultJson } from './stored.json.js';

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
  /** The outcome to report; null when the attempt was abandoned. Never rejects. */
  readonly outcome: Promise<Outcome | null>;
  /** When its time limit runs out, by the monotonic clock of this process; null without one. */
  readonly deadline: number | null;
  /** Aborts the signal; the outcome resolves to null at once, whatever the handler does. */
  abandon(reason: string): void;
}

/** Calls handlers. Past this point there are no exceptions, only outcomes. */
@Injectable()
export class StepExecutor {
  constructor(private readonly settings: EngineSettings) {}

  /** Starts an attempt. */
  start(run: StepRun): RunningStep {
    const { claimed } = run;
    const context = new StepContext(run);
    let abandon!: (reason: string) => void;
    const abandoned = new Promise<null>((resolve) => {
      abandon = (reason) => {
        resolve(null);
        context.abort(new StepAbortedError(reason));
      };
    });
    const timeoutMs = claimed.timeoutMs ?? this.settings.defaultStepTimeoutMs;
    return {
      claimed,
      outcome: Promise.race([abandoned, this.attempt(run, context, timeoutMs)]),
      deadline: timeoutMs === null ? null : performance.now() + timeoutMs,
      abandon,
    };
  }

  private async attempt({ claimed, indexed }: StepRun, context: StepContext, timeoutMs: number | null): Promise<Outcome> {
    try {
      const call = this.call(indexed, context);
      const returned = timeoutMs === null ? await call : await limited(call, timeoutMs, context);
      return this.success(claimed, returned);
    } catch (thrown) {
      return failureOutcome(claimed, thrown, this.settings);
    }
  }

  private async call(indexed: IndexedTask, context: StepContext): Promise<unknown> {
    const invoke = indexed.task.invokers.get(context.step.name);
    if (invoke === undefined) throw new PermanentError(`no handler for step '${context.step.name}'`, { errorCode: 'HANDLER_MISSING' });
    return await invoke(context);
  }

  private success({ taskId, stepId, attempt }: ClaimedStep, returned: unknown): Outcome {
    const stored = resultJson(returned, this.settings.limits.resultBytes);
    if ('json' in stored) return { taskId, stepId, attempt, kind: 'completed', results: stored.json };
    const { code, message } = stored.problem;
    // Permanent: the same code would return the same again, and its side effects have happened.
    throw new PermanentError(message, { errorCode: code });
  }
}

/** The call, or a timeout: the handler is told by its signal and its late answer is dropped. */
async function limited(call: Promise<unknown>, timeoutMs: number, context: StepContext): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new StepTimeoutError(`no answer within ${timeoutMs} ms`);
      reject(error);
      context.abort(error);
    }, timeoutMs);
  });
  try {
    return await Promise.race([call, expiry]);
  } finally {
    clearTimeout(timer);
  }
}
