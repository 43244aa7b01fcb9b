import { IsInt, Min } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { InvalidRequestError, NotFoundError, PermanentError, RetryableError, StateTransitionError } from 'nestjs-tasker';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { workflow } from '../../support/workflows.js';

const RECEIPT = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'integer' }, currency: { type: 'string', default: 'EUR' } },
} as const;

class Parcel {
  @IsInt()
  @Min(1)
  weight: number;
}

describe('failed work goes on', () => {
  const engine = useEngine();
  const reason = 'by phone';
  /** `charge` fails as long as the gateway is down; `ship` depends on it and gives what it got. */
  const shop = () => {
    const gateway = { down: true, calls: 0 };
    const handler = workflow('sale', {
      charge: {
        retryLimit: 2,
        backoff: { type: 'fixed', waits: [0] },
        result: RECEIPT,
        run: () => {
          gateway.calls += 1;
          if (gateway.down) throw new RetryableError('the gateway is down');
          return { id: 1 };
        },
      },
      ship: { dependsOn: 'charge', run: ({ sequence }) => ({ for: sequence.results('charge') }) },
      weigh: { result: Parcel, run: () => { throw new PermanentError('no scales'); } },
    }); // prettier-ignore
    return { gateway, handler };
  };
  const failedSale = async () => {
    const { gateway, handler } = shop();
    const { orchestrator } = await engine.app([handler]);
    const { taskId } = await orchestrator.createTask(handler, { context: {} });
    expect((await orchestrator.waitForTask(taskId, { timeout: '10s' })).state).toBe('error');
    return { gateway, orchestrator, taskId };
  };

  it('retryTask runs every failed step again, and the attempts add up', async () => {
    const { gateway, orchestrator, taskId } = await failedSale();
    gateway.down = false;
    expect(await orchestrator.retryTask(taskId, { actor: 'ann', reason: 'it is back' })).toMatchObject({ finishedAt: null });
    const view = await orchestrator.waitForTask(taskId, { timeout: '10s' });
    expect(view.state).toBe('error');
    expect(view.steps.map(({ name, state, attempts, retryLimit }) => [name, state, attempts, retryLimit])).toEqual([
      ['charge', 'complete', 3, 4],
      ['weigh', 'error', 2, 4],
      ['ship', 'complete', 1, 3],
    ]);
    expect(gateway.calls).toBe(3);
  });

  it('changeRetryLimit lets a step go on whose attempts were used up', async () => {
    const { gateway, orchestrator, taskId } = await failedSale();
    gateway.down = false;
    await orchestrator.changeRetryLimit(taskId, 'charge', { retryLimit: 3, actor: 'ann' });
    await eventually(async () => (await orchestrator.getTask(taskId)).results['ship'], { what: 'the step after it' });
    const weigh = await orchestrator.changeRetryLimit(taskId, 'weigh', { retryLimit: 30, actor: 'ann' });
    expect(weigh.steps[1]).toMatchObject({ state: 'error', retryLimit: 30, attempts: 1 });
  });

  it('retryStep, resolveStep and completeStep bring a failed task to its end', async () => {
    const { gateway, orchestrator, taskId } = await failedSale();
    gateway.down = false;
    await orchestrator.retryStep(taskId, 1, { attempts: 1 });
    await orchestrator.completeStep(taskId, 'weigh', { results: { weight: 3 }, actor: 'ann', reason });
    expect(await orchestrator.waitForTask(taskId, { timeout: '10s' })).toMatchObject({
      state: 'complete',
      results: { charge: { id: 1, currency: 'EUR' }, ship: { for: { id: 1, currency: 'EUR' } }, weigh: { weight: 3 } },
    });
  });

  it('a resolved step gives nothing to those that depend on it', async () => {
    const { orchestrator, taskId } = await failedSale();
    await orchestrator.resolveStep(taskId, 'charge', { reason });
    await orchestrator.resolveStep(taskId, 'weigh', { reason });
    const view = await orchestrator.waitForTask(taskId, { timeout: '10s' });
    expect(view).toMatchObject({ state: 'complete', results: { ship: { for: {} } } });
    expect(view.results).not.toHaveProperty('charge');
  });

  it('whoever waits for a task learns that a person has ended it', async () => {
    const { handler } = shop();
    const { orchestrator } = await engine.app([handler], { worker: false });
    const { taskId } = await orchestrator.createTask(handler, { context: {} });
    const waiting = orchestrator.waitForTask(taskId, { timeout: '10s' });
    await orchestrator.resolveTask(taskId, { reason });
    expect((await waiting).state).toBe('resolved_manually');
  });

  it('every action is written once, with who and why', async () => {
    const { orchestrator, taskId } = await failedSale();
    for (const _ of [1, 2]) await orchestrator.resolveStep(taskId, 'weigh', { actor: 'ann', reason });
    for (const _ of [1, 2]) await orchestrator.cancelStep(taskId, 'charge', { actor: 'bob', reason: 'no money' });
    expect(
      await engine.rows(
        'select workflow_step_id as step, to_state, actor, reason from tasker.workflow_step_transitions where actor is not null order by 1',
      ),
    ).toEqual([
      { step: 1, to_state: 'cancelled', actor: 'bob', reason: 'no money' },
      { step: 2, to_state: 'resolved_manually', actor: 'ann', reason },
      { step: 3, to_state: 'cancelled', actor: 'bob', reason: 'no money' },
    ]);
    expect((await orchestrator.getTask(taskId)).state).toBe('cancelled');
  });

  describe('a result by hand is checked as the handler’s is', () => {
    const refused = async (act: Promise<unknown>) =>
      act.then(
        () => 'accepted',
        (error: unknown) => (error instanceof InvalidRequestError ? error.issues.map(({ path, message }) => `${path} ${message}`) : error),
      );

    it.each<[string, unknown, string]>([
      ['charge', {}, 'results.id'],
      ['charge', { id: 'x' }, 'results.id'],
      ['charge', undefined, 'results.id'],
      ['charge', [], 'results '],
      ['charge', 'paid', 'results a step returns an object'],
      ['charge', new Map([['id', 1]]), 'results a step returns an object'],
      ['charge', { id: 1, note: 'a\0b' }, 'results a text contains a NUL'],
      ['weigh', { weight: 0 }, 'results.weight'],
      ['ship', { text: 'x'.repeat(1_000) }, 'results 1011 bytes of JSON, the limit is 1000'],
    ])('%s does not take %j', async (step, results, issue) => {
      const { handler } = shop();
      const { orchestrator } = await engine.app([handler], { worker: false, limits: { resultBytes: 1_000 } });
      const { taskId } = await orchestrator.createTask(handler, { context: {} });
      const issues = await refused(orchestrator.completeStep(taskId, step, { results, reason }));
      expect(issues).toEqual([expect.stringContaining(issue)]);
      expect(await engine.rows('select from tasker.workflow_step_transitions')).toEqual([]);
    });

    it('a circle is no JSON', async () => {
      const { handler } = shop();
      const { orchestrator } = await engine.app([handler], { worker: false });
      const { taskId } = await orchestrator.createTask(handler, { context: {} });
      const circle: Record<string, unknown> = {};
      circle['self'] = circle;
      expect(await refused(orchestrator.completeStep(taskId, 'ship', { results: circle, reason }))).toEqual([
        expect.stringContaining('results the result is not JSON'),
      ]);
    });

    it('a process without the code goes by the stored schema', async () => {
      const { handler } = shop();
      const { orchestrator } = await engine.app([handler], { worker: false });
      const { taskId } = await orchestrator.createTask(handler, { context: {} });
      const desk = (await engine.app([], { worker: false })).orchestrator;
      expect(await refused(desk.completeStep(taskId, 'charge', { results: { id: 'x' }, reason }))).toEqual([
        expect.stringContaining('results.id'),
      ]);
      const view = await desk.completeStep(taskId, 'charge', { results: { id: 7 }, reason });
      expect(view.results).toEqual({ charge: { id: 7, currency: 'EUR' } });
      expect((await desk.completeStep(taskId, 'ship', { reason })).results['ship']).toEqual({});
    });

    it('the same result again is accepted, another one is not', async () => {
      const { handler } = shop();
      const { orchestrator } = await engine.app([handler], { worker: false });
      const { taskId } = await orchestrator.createTask(handler, { context: {} });
      for (const _ of [1, 2]) await orchestrator.completeStep(taskId, 'charge', { results: { id: 7 }, reason });
      await expect(orchestrator.completeStep(taskId, 'charge', { results: { id: 8 }, reason })).rejects.toEqual(
        new StateTransitionError(`step 'charge' of task ${taskId} is complete: what a finished step gave is never changed`),
      );
    });
  });

  it('what cannot be meant is refused by name, before anything is done', async () => {
    const { handler } = shop();
    const { orchestrator } = await engine.app([handler], { worker: false });
    const { taskId } = await orchestrator.createTask(handler, { context: {} });
    const nobody = '0197f3a2-1111-7abc-8def-0123456789ab';
    await expect(orchestrator.retryTask(nobody)).rejects.toEqual(new NotFoundError(`there is no task ${nobody}`));
    await expect(orchestrator.cancelStep(nobody, 'charge')).rejects.toEqual(
      new NotFoundError(`there is no task ${nobody} with step 'charge'`),
    );
    await expect(orchestrator.retryStep(taskId, 'chrge')).rejects.toEqual(
      new NotFoundError(`task ${taskId} has no step 'chrge'; did you mean 'charge'?`),
    );
    await expect(orchestrator.cancelStep(taskId, 4)).rejects.toEqual(new NotFoundError(`task ${taskId} has no step 4; it has 3`));
    await expect(orchestrator.completeStep(taskId, 'nothing', { reason })).rejects.toBeInstanceOf(NotFoundError);
    const calls: [() => Promise<unknown>, string[]][] = [
      [() => orchestrator.cancelTask('x', { actor: 'a'.repeat(129) }), ['taskId', 'actor']],
      [() => orchestrator.pauseTask(taskId, null as never), ['']],
      [() => orchestrator.resumeTask(taskId, { why: 'x' } as never), ['why']],
      [() => orchestrator.resolveTask(taskId, {} as never), ['reason']],
      [() => orchestrator.resolveStep(taskId, '', { reason: ' ' }), ['step', 'reason']],
      [() => orchestrator.completeStep(taskId, 0, {} as never), ['step', 'reason']],
      [() => orchestrator.retryStep(taskId, 1.5, { attempts: 0 }), ['step', 'attempts']],
      [() => orchestrator.changeRetryLimit(taskId, 'charge', { retryLimit: 0 }), ['retryLimit']],
    ];
    for (const [call, paths] of calls) {
      const error = await call().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(InvalidRequestError);
      expect((error as InvalidRequestError).issues.map(({ path }) => path)).toEqual(paths);
    }
    expect(await engine.rows('select from tasker.task_transitions union all select from tasker.workflow_step_transitions')).toEqual([]);
  });

  it('what the state does not allow is refused with a sentence', async () => {
    const { orchestrator, taskId } = await failedSale();
    const refusals = async (acts: readonly (() => Promise<unknown>)[]) =>
      Promise.all(acts.map((act) => act().catch((error: unknown) => (error as Error).message.replace(taskId, 'T'))));
    expect(await refusals([() => orchestrator.pauseTask(taskId), () => orchestrator.resumeTask(taskId)])).toEqual([
      'task T is error: only a task that is pending or in progress can be paused',
      'task T is error: it is not paused; retryTask lets its failed steps run again',
    ]);
    await orchestrator.cancelTask(taskId);
    expect(
      await refusals([
        () => orchestrator.resolveTask(taskId, { reason }),
        () => orchestrator.retryTask(taskId),
        () => orchestrator.resumeTask(taskId),
        () => orchestrator.retryStep(taskId, 'charge'),
        () => orchestrator.resolveStep(taskId, 'charge', { reason }),
        () => orchestrator.completeStep(taskId, 'weigh', { reason, results: { weight: 1 } }),
        () => orchestrator.changeRetryLimit(taskId, 1, { retryLimit: 9 }),
      ]),
    ).toEqual([
      'task T is cancelled: it can no longer be resolved',
      'task T is cancelled: a finished task is never run again',
      'task T is cancelled: it is not paused',
      "step 'charge' of task T is cancelled: a finished step is never run again",
      "step 'charge' of task T is cancelled: it can no longer be resolved",
      "step 'weigh' of task T is cancelled: what a finished step gave is never changed",
      'step 1 of task T is cancelled: it makes no further attempt',
    ]);
  });
});
