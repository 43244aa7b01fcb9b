import { describe, expect, it } from 'vitest';
import { StateTransitionError, type Orchestrator, type StepExecution } from 'nestjs-tasker';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { stepRow } from '../../support/worker.session.js';
import { workflow } from '../../support/workflows.js';

describe('an action on what runs in another process', () => {
  const engine = useEngine();

  /** `slow` stands at a gate and ends late, whatever its signal says; `after` depends on it, `beside` on nothing. */
  const slow = () => {
    const gates = new Gates();
    const signals: AbortSignal[] = [];
    const ended: string[] = [];
    const handler = workflow('slow_task', {
      slow: {
        run: async ({ signal }: StepExecution) => {
          signals.push(signal);
          signal.addEventListener('abort', () => ended.push(String((signal.reason as Error).message)));
          await gates.pass('slow');
          return { late: true };
        },
      },
      after: { dependsOn: 'slow' },
      beside: { run: () => gates.pass('beside') },
    });
    return { gates, signals, ended, handler };
  };
  /** One application that runs the steps, and one without a worker where a person sits. */
  const desk = async (handler: ReturnType<typeof slow>['handler'], worker = {}) => {
    const running = await engine.app([handler], { worker });
    const desk = await engine.app([handler], { worker: false });
    return { running: running.orchestrator, desk: desk.orchestrator };
  };

  it.each<[string, (orchestrator: Orchestrator, taskId: string) => Promise<unknown>, string, number]>([
    ['cancelStep', (orchestrator, taskId) => orchestrator.cancelStep(taskId, 'slow', { actor: 'ann' }), 'the step was stopped', 1],
    ['cancelTask', (orchestrator, taskId) => orchestrator.cancelTask(taskId, { actor: 'ann' }), 'the task was stopped', 2],
    ['resolveTask', (orchestrator, taskId) => orchestrator.resolveTask(taskId, { reason: 'by hand' }), 'the task was stopped', 2],
  ])('%s: the signal fires, the late result is refused', async (_, act, reason, refused) => {
    const { gates, signals, ended, handler } = slow();
    const { desk: orchestrator } = await desk(handler);
    const { taskId } = await orchestrator.createTask(handler, { context: {} });
    await Promise.all([gates.reached('slow'), gates.reached('beside')]);
    await act(orchestrator, taskId);
    await eventually(() => signals[0]!.aborted, { what: 'the signal' });
    expect(ended).toEqual([reason]);
    gates.open('slow');
    gates.open('beside');
    const { state } = await orchestrator.waitForTask(taskId, { timeout: '10s' });
    expect(state).toBe(reason.includes('step') ? 'cancelled' : (await orchestrator.getTask(taskId)).state);
    expect((await stepRow(engine.client, taskId, 1)).results).toBeNull();
    expect(
      await engine.rows('select from tasker.workflow_step_transitions where started_at is not null and to_state = $1', ['cancelled']),
    ).toHaveLength(refused);
  });

  it('the process that acts stops its own steps before it answers, other steps go on', async () => {
    const { gates, signals, ended, handler } = slow();
    const { orchestrator } = await engine.app([handler]);
    const { taskId } = await orchestrator.createTask(handler, { context: {} });
    await Promise.all([gates.reached('slow'), gates.reached('beside')]);
    const view = await orchestrator.cancelStep(taskId, 1, { actor: 'ann', reason: 'wrong' });
    // By itself, or by the notification, which may come before the answer.
    expect([signals[0]!.aborted, ended]).toEqual([true, [expect.stringMatching(/^the step was (cancelled|stopped)$/)]]);
    expect(view.steps.map(({ name, state }) => `${name} ${state}`)).toEqual(['slow cancelled', 'beside in_progress', 'after cancelled']);
    gates.open('beside');
    expect((await orchestrator.waitForTask(taskId, { timeout: '10s' })).state).toBe('cancelled');
    gates.open('slow');
  });

  it('when the notification is lost, the heartbeat tells the worker', async () => {
    const { gates, signals, ended, handler } = slow();
    // What the function says to nobody is what a cut connection loses.
    const [definition] = await engine.rows<{ text: string }>(
      "select pg_get_functiondef('tasker.cancel_step(uuid,integer,text,text)'::regprocedure) as text",
    );
    await engine.client.query(definition!.text.replaceAll('tasker.stopped', 'nobody'));
    const { desk: orchestrator } = await desk(handler, { lease: '1s' });
    const { taskId } = await orchestrator.createTask(handler, { context: {} });
    await Promise.all([gates.reached('slow'), gates.reached('beside')]);
    await orchestrator.cancelStep(taskId, 'slow');
    await eventually(() => signals[0]!.aborted, { what: 'the heartbeat' });
    expect(ended[0]).toContain('the claim is gone');
    gates.open('beside');
    expect((await orchestrator.waitForTask(taskId, { timeout: '10s' })).state).toBe('cancelled');
    gates.open('slow');
  });

  it('paused: what runs is finished, nothing begins; resumed: the task goes on at once', async () => {
    const { gates, handler } = slow();
    const { desk: orchestrator } = await desk(handler);
    const { taskId } = await orchestrator.createTask(handler, { context: {} });
    await Promise.all([gates.reached('slow'), gates.reached('beside')]);
    expect(await orchestrator.pauseTask(taskId, { actor: 'ann', reason: 'stock count' })).toMatchObject({
      state: 'in_progress',
      pausedAt: expect.any(Date),
      pausedBy: 'ann',
      pauseReason: 'stock count',
    });
    gates.open('slow');
    gates.open('beside');
    await eventually(async () => (await orchestrator.getTask(taskId)).incompleteSteps === 1, { what: 'both running steps to end' });
    const paused = await orchestrator.getTask(taskId);
    expect(paused.steps.find(({ name }) => name === 'after')).toMatchObject({ state: 'pending', readyAt: null, attempts: 0 });
    expect(await orchestrator.resumeTask(taskId)).toMatchObject({ pausedAt: null, pausedBy: null, pauseReason: null });
    expect((await orchestrator.waitForTask(taskId, { timeout: '10s' })).state).toBe('complete');
  });

  it('a running step cannot be ended by hand: the error says which attempt runs since when', async () => {
    const { gates, handler } = slow();
    const { desk: orchestrator } = await desk(handler);
    const { taskId } = await orchestrator.createTask(handler, { context: {} });
    await gates.reached('slow');
    const since = (await orchestrator.getTask(taskId)).steps[0]!.claimedAt!.toISOString();
    const reason = 'by hand';
    for (const act of [
      () => orchestrator.resolveStep(taskId, 'slow', { reason }),
      () => orchestrator.completeStep(taskId, 'slow', { reason, results: {} }),
      () => orchestrator.changeRetryLimit(taskId, 'slow', { retryLimit: 9 }),
    ]) {
      await expect(act()).rejects.toEqual(
        new StateTransitionError(
          `step 'slow' of task ${taskId} is in_progress: attempt 1 has been running since ${since}; wait until it has ended, or cancel the step`,
        ),
      );
    }
    expect((await orchestrator.retryStep(taskId, 'slow')).steps[0]).toMatchObject({ state: 'in_progress', attempts: 1 });
    gates.open('slow');
    gates.open('beside');
    expect((await orchestrator.waitForTask(taskId, { timeout: '10s' })).state).toBe('complete');
  });
});
