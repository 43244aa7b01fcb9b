import { Injectable } from '@nestjs/common';
import { BaseStepHandler, PermanentError, RetryableError, StepHandler, type StepExecution } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { single, workflow } from '../../support/workflows.js';

class PaymentError extends Error {
  override readonly name = 'PaymentError';
  readonly errorCode = 'E_PAYMENT';
  readonly context = { gateway: 'north', tries: 2 };
}

/** Fails from so deep that its stack is longer than what is kept. */
function deeply(depth: number): never {
  if (depth === 0) throw new PaymentError('no answer');
  return deeply(depth - 1);
}

describe('a step that throws', () => {
  const engine = useEngine();

  it('fails its attempt; class, message, code, context, attempt and 20 lines of the stack are stored', async () => {
    const Handler = single(() => deeply(50), { retryLimit: 2, backoff: { type: 'fixed', waits: [0] } });
    const { run } = await engine.app([Handler]);
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 60;
    const [step] = await run(Handler)
      .then(({ steps }) => steps)
      .finally(() => (Error.stackTraceLimit = limit));
    expect(step).toMatchObject({
      state: 'error',
      attempts: 2,
      results: null,
      error: {
        message: 'no answer',
        errorClass: 'PaymentError',
        errorCode: 'E_PAYMENT',
        attempt: 2,
        permanent: true,
        context: { gateway: 'north', tries: 2 },
      },
    });
    expect(step!.error!.backtrace).toHaveLength(20);
    expect(step!.error!.backtrace!.every((line) => line.startsWith('at '))).toBe(true);
  });

  it('leaves the results beside the error that it had set before', async () => {
    const Handler = single(({ step }) => {
      step.results = { charged: [1, 2], refused: 3 };
      throw new PermanentError('card 3 declined', { errorCode: 'DECLINED', context: { card: 3 } });
    });
    const { run } = await engine.app([Handler]);
    const done = await run(Handler);
    expect(done.state).toBe('error');
    expect(done.steps[0]).toMatchObject({
      state: 'error',
      results: { charged: [1, 2], refused: 3 },
      error: { message: 'card 3 declined', errorClass: 'PermanentError', errorCode: 'DECLINED', attempt: 1, context: { card: 3 } },
    });
    expect(done.steps[0]!.error!.backtrace!.length).toBeGreaterThan(0);
  });

  it('leaves to its next attempt what the one before had set, and to the one after that what remains', async () => {
    const found: unknown[] = [];
    const Handler = single(
      ({ step }) => {
        found.push(step.results);
        if (step.attempt === 1) step.results = { page: 4 };
        if (step.attempt < 3) throw new RetryableError('again', { retryAfter: 0 });
        return { from: step.results };
      },
      { retryLimit: 3 },
    );
    const { run } = await engine.app([Handler]);
    const done = await run(Handler);
    expect(found).toEqual([{}, { page: 4 }, { page: 4 }]);
    expect(done.steps[0]).toMatchObject({ state: 'complete', attempts: 3, results: { from: { page: 4 } }, error: null });
  });

  it('is stored with its error when what it had set cannot be', async () => {
    const Handler = single(({ step }) => {
      step.results = { big: 1n };
      throw new PermanentError('declined');
    });
    const { run } = await engine.app([Handler]);
    expect((await run(Handler)).steps[0]).toMatchObject({ state: 'error', results: null, error: { message: 'declined' } });
  });
});

describe('a step that does not throw', () => {
  const engine = useEngine();

  it('is a success when it handled the failure itself', async () => {
    const Handler = single(() => {
      try {
        return deeply(3);
      } catch (error) {
        return { skipped: true, because: (error as Error).message };
      }
    });
    const { run } = await engine.app([Handler]);
    const done = await run(Handler);
    expect(done).toMatchObject({ state: 'complete', results: { only: { skipped: true, because: 'no answer' } } });
    expect(done.steps[0]).toMatchObject({ attempts: 1, error: null });
  });

  it('is a success when its result merely looks like an error', async () => {
    const result = { error: 'x', errorClass: 'PermanentError', status: 'error', permanent: true, stack: 'at nowhere' };
    const Handler = single(() => result);
    const { run } = await engine.app([Handler]);
    const done = await run(Handler);
    expect(done).toMatchObject({ state: 'complete', results: { only: result } });
    expect(done.steps[0]).toMatchObject({ attempts: 1, error: null });
  });

  it('stores what it assigned instead of what it returned', async () => {
    const Handler = single(({ step }) => {
      step.results = { kept: 1 };
      return { returned: 2 };
    });
    const { run } = await engine.app([Handler]);
    expect((await run(Handler)).results).toEqual({ only: { kept: 1 } });
  });
});

@Injectable()
@StepHandler()
class Totals extends BaseStepHandler {
  process({ task }: StepExecution<{ prices: number[] }>) {
    return task.context.prices;
  }
  override processResults(_execution: StepExecution, output: number[], initial: unknown) {
    return { sum: output.reduce((sum, price) => sum + price, 0), initial };
  }
}

@Injectable()
class Assigning extends BaseStepHandler {
  process({ step }: StepExecution) {
    step.results = { by: 'process' };
    return { by: 'return' };
  }
}

@Injectable()
class Hooked extends BaseStepHandler {
  process() {
    return { raw: true };
  }
  override processResults({ step }: StepExecution): void {
    step.results = { by: 'processResults' };
  }
}

@Injectable()
class Broken extends BaseStepHandler {
  process() {
    return { raw: true };
  }
  override processResults(): never {
    throw new PermanentError('unreadable', { errorCode: 'UNREADABLE' });
  }
}

describe('a class that extends BaseStepHandler', () => {
  const engine = useEngine();

  it('stores what processResults makes of what process returned, or what either of them assigned', async () => {
    const steps = [Totals, Assigning, Hooked, Broken].map((handler) => ({ name: handler.name.toLowerCase(), handler }));
    const Handler = workflow('framed', {}, { steps });
    const { run } = await engine.app([Handler, Totals, Assigning, Hooked, Broken]);
    const done = await run(Handler, { prices: [1, 2, 3] });
    expect(done.results).toEqual({
      totals: { sum: 6, initial: {} },
      assigning: { by: 'process' },
      hooked: { by: 'processResults' },
    });
    expect(done.steps.find(({ name }) => name === 'broken')).toMatchObject({ state: 'error', error: { errorCode: 'UNREADABLE' } });
  });
});
