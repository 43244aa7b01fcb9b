import { HandlerFactory, PermanentError, type StepExplanation } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { single, workflow } from '../../support/workflows.js';

const UNKNOWN = '01920000-0000-7000-8000-000000000000';
const declined = () => {
  throw Object.assign(new Error('no funds'), { name: 'CardDeclined' });
};
const brief = ({ stepId, reason, message }: StepExplanation) => [stepId, reason, message];

describe('explain', () => {
  const engine = useEngine();

  it('a definition that no live worker has code for, until one has', async () => {
    const Order = workflow('order', { pay: {}, ship: { dependsOn: 'pay' } });
    const web = await engine.app([Order], { worker: false });
    const { taskId } = await web.orchestrator.createTask(Order, { context: {} });
    const [first] = (await web.orchestrator.explain(taskId)).steps;
    expect(first).toMatchObject({ reason: 'no_worker', detail: { why: 'no_live_worker', definition: 'default.order@0.1.0' } });

    await engine.app([single(() => ({}), { name: 'other' })]);
    const explanation = await web.orchestrator.explain(taskId);
    expect(explanation).toMatchObject({
      taskId,
      state: 'pending',
      reason: 'no_worker',
      message: 'waits for pay, which is ready, but nobody would run it: no live worker has code for default.order@0.1.0',
    });
    expect(explanation.steps.map(brief)).toEqual([
      [1, 'no_worker', 'is ready, but nobody would run it: no live worker has code for default.order@0.1.0'],
      [2, 'waiting_for_parents', 'waits for pay (pending)'],
    ]);

    await engine.app([Order]);
    await web.orchestrator.waitForTask(taskId, { timeout: '30s' });
    expect(await web.orchestrator.explain(taskId)).toMatchObject({
      state: 'complete',
      reason: 'complete',
      detail: { at: expect.any(Date), counts: { total: 2, complete: 2 } },
      steps: [],
    });
  });

  it('a step whose queue nobody serves', async () => {
    const Order = workflow('order', { pay: { queue: 'money' } });
    const { orchestrator } = await engine.app([Order]);
    const { taskId } = await orchestrator.createTask(Order, { context: {} });
    expect((await orchestrator.explain(taskId)).steps[0]).toMatchObject({
      reason: 'no_worker',
      detail: { why: 'queue_not_served', queue: 'money' },
      message: "is ready, but nobody would run it: no live worker with code for default.order@0.1.0 serves the queue 'money'",
    });
  });

  it('a worker says what it may claim when it starts, and again when definitions come and go', async () => {
    const Order = workflow('order', { pay: {}, ship: { queue: 'elsewhere' } });
    const { module } = await engine.app([Order]);
    const covers = async (lanes: number, names: readonly string[]) => {
      const [row] = await engine.rows('select lanes, definitions from tasker.workers');
      return row!.lanes.length === lanes && Object.keys(row!.definitions).sort().join() === names.join();
    };
    expect(await covers(1, ['default.order@0.1.0'])).toBe(true);
    const registry = module.get(HandlerFactory);
    await registry.register('copy', Order);
    await eventually(() => covers(2, ['default.copy@0.1.0', 'default.order@0.1.0']));
    await registry.unregister('copy', { version: '0.1.0' });
    await eventually(() => covers(1, ['default.order@0.1.0']));
  });

  it('a step that a dead worker holds, from an application without a worker', async () => {
    const Order = workflow('order', { pay: {} });
    const { orchestrator } = await engine.app([Order], { worker: false });
    const worker = await engine.worker();
    const { taskId } = await orchestrator.createTask(Order, { context: {} });
    await worker.claim();
    expect((await orchestrator.explain(taskId)).steps[0]).toMatchObject({ reason: 'running', detail: { workerId: worker.id, attempt: 1 } });
    await worker.fallSilent(engine.client);
    const { reason, steps } = await orchestrator.explain(taskId);
    expect([reason, steps[0]?.reason]).toEqual(['lease_expired', 'lease_expired']);
    expect(steps[0]?.message).toMatch(
      /^is held by a worker that is silent since .*Z \(attempt 1, process 1 on session\): another one takes it back$/,
    );
    await worker.reap();
  });

  it('a step in a queue: how many go before it', async () => {
    const gates = new Gates();
    const Order = workflow('order', { pay: { run: () => gates.pass('pay') } });
    const { orchestrator } = await engine.app([Order], { worker: { concurrency: 1 }, execution: { minConcurrentSteps: 1 } });
    await orchestrator.createTask(Order, { context: {} });
    await gates.reached('pay');
    const waiting = await orchestrator.createTasks([1, 2, 3].map((n) => ({ name: 'order', context: { n } })));
    const explanations = await Promise.all(waiting.map(({ taskId }) => orchestrator.explain(taskId)));
    expect(explanations.map(({ reason, steps }) => [reason, steps[0]?.reason === 'queued' && steps[0].detail.ahead])).toEqual([
      ['queued', 0],
      ['queued', 1],
      ['queued', 2],
    ]);
    expect(explanations[2]?.message).toMatch(/waits for a free worker: 2 steps go before it in queue 'default'$/);
    gates.open('pay');
    await Promise.all(waiting.map(({ taskId }) => orchestrator.waitForTask(taskId, { timeout: '30s' })));
  });

  it('a chain behind a failure: every step names its cause and what would unblock it', async () => {
    const gates = new Gates();
    const Order = workflow('order', {
      charge_card: { run: declined, retryLimit: 3, backoff: { type: 'fixed', waits: [0] } },
      pack: { run: () => gates.pass('pack') },
      ship: { dependsOn: ['charge_card', 'pack'] },
      tell: { dependsOn: 'ship' },
    });
    const { orchestrator } = await engine.app([Order]);
    const { taskId } = await orchestrator.createTask(Order, { context: {} });
    await gates.reached('pack');
    await eventually(async () => (await orchestrator.explain(taskId)).steps[0]?.reason === 'failed');
    const sentence =
      'waits for charge_card, which failed for good after 3 attempts (CardDeclined: no funds); retry, resolve, complete or cancel that step';
    const running = await orchestrator.explain(taskId);
    expect(running).toMatchObject({ state: 'in_progress', reason: 'running', detail: { because: { name: 'pack' } } });
    expect(running.steps.filter(({ reason }) => reason === 'blocked_by_failure').map(brief)).toEqual([
      [3, 'blocked_by_failure', sentence],
      [4, 'blocked_by_failure', sentence],
    ]);
    expect(running.steps.find(({ name }) => name === 'tell')).toMatchObject({
      causes: [{ stepId: 1, name: 'charge_card', state: 'error', attempts: 3, exhausted: true, error: { errorClass: 'CardDeclined' } }],
      unblock: ['retry_step', 'resolve_step', 'complete_step', 'cancel_step'],
      circuit: 'closed',
    });
    gates.open('pack');
    await orchestrator.waitForTask(taskId, { timeout: '30s' });
    const rested = await orchestrator.explain(taskId);
    expect(rested).toMatchObject({ state: 'error', reason: 'blocked_by_failure', detail: { count: 1, failed: [{ name: 'charge_card' }] } });
    expect(rested.message).toBe(
      'rests: charge_card failed for good after 3 attempts (CardDeclined: no funds); retry, resolve, complete or cancel that step, or resolve or cancel the task',
    );
    expect(rested.unblock).toContain('retry_task');
    expect(rested.steps[0]).toMatchObject({ reason: 'failed', circuit: 'open', unblock: expect.arrayContaining(['change_retry_limit']) });
  });

  it('a paused task, until it is resumed', async () => {
    const Order = workflow('order', { pay: {}, ship: { dependsOn: 'pay' } });
    const { orchestrator } = await engine.app([Order], { worker: false });
    const { taskId } = await orchestrator.createTask(Order, { context: {} });
    await orchestrator.pauseTask(taskId, { actor: 'ann', reason: 'stock-taking' });
    const paused = await orchestrator.explain(taskId);
    expect(paused).toMatchObject({
      reason: 'paused',
      unblock: ['resume_task'],
      detail: { paused: { since: expect.any(Date), by: 'ann', reason: 'stock-taking' } },
    });
    expect(paused.message).toMatch(/^is paused since .*Z by ann: stock-taking; resume it$/);
    expect(paused.steps.map(({ reason }) => reason)).toEqual(['paused', 'waiting_for_parents']);
    const view = await orchestrator.getTask(taskId);
    expect(view).toMatchObject({
      pausedBy: 'ann',
      pauseReason: 'stock-taking',
      summary: { status: 'paused', recommendedAction: 'resume_task' },
    });
    expect([view.pausedAt, view.steps[0]?.readyAt]).toEqual([expect.any(Date), null]);
    await orchestrator.resumeTask(taskId, {});
    expect((await orchestrator.explain(taskId)).reason).toBe('no_worker');
  });

  it('a failure in the words of readiness, execution context and circuits', async () => {
    const fail = () => {
      throw new PermanentError('closed account');
    };
    const Order = workflow('order', { pay: { run: fail, dependentSystem: 'bank' }, ship: { dependsOn: 'pay' } });
    const { orchestrator, run } = await engine.app([Order]);
    const { taskId } = await run(Order);
    expect(await orchestrator.executionContext(taskId)).toMatchObject({
      status: 'error',
      executionStatus: 'blocked_by_failures',
      needsIntervention: true,
      nextAction: { action: 'handle_failures', urgency: 'critical' },
      delaySeconds: null,
      completionPercentage: 0,
    });
    expect(await orchestrator.readiness(taskId)).toMatchObject([
      { name: 'pay', blockingReason: 'retry_not_eligible', retryStatus: 'failed_permanently', circuit: 'open' },
      { name: 'ship', blockingReason: 'dependencies_not_satisfied', dependencyStatus: '0/1_satisfied', circuit: 'closed' },
    ]);
    const circuits = await orchestrator.circuits();
    expect(circuits).toEqual([
      {
        dependentSystemId: expect.any(Number),
        name: 'bank',
        circuit: 'open',
        steps: { closed: 0, open: 1, halfOpen: 0 },
        nextRetryAt: null,
        sampled: false,
      },
      {
        dependentSystemId: expect.any(Number),
        name: 'unknown',
        circuit: 'closed',
        steps: { closed: 1, open: 0, halfOpen: 0 },
        nextRetryAt: null,
        sampled: false,
      },
    ]);
  });

  it.each(['explain', 'readiness', 'executionContext'] as const)('%s of a task that there is not, and of what is no id', async (method) => {
    const { orchestrator } = await engine.app([], { worker: false });
    await expect(orchestrator[method](UNKNOWN)).rejects.toMatchObject({ name: 'NotFoundError', message: `there is no task ${UNKNOWN}` });
    for (const id of ['7', '', "'; drop table tasks", undefined, null, {}, 7]) {
      await expect(orchestrator[method](id as string)).rejects.toMatchObject({ name: 'InvalidRequestError', issues: [{ path: 'taskId' }] });
    }
  });

  it('readiness of a task without steps is no step', async () => {
    const { orchestrator } = await engine.app([], { worker: false });
    const [row] = await engine.rows(
      `with d as (select named_task_id from tasker.register_definition('default', 'none', '1.0.0', null, 'h', '{"steps": []}'))
       insert into tasker.tasks (task_id, named_task_id, requested_at, finished_at, state, incomplete_steps, active_steps, context)
       select gen_random_uuid(), d.named_task_id, now(), now(), 'complete', 0, 0, '{}' from d returning task_id`,
    );
    expect(await orchestrator.readiness(row!.task_id)).toEqual([]);
    expect(await orchestrator.explain(row!.task_id)).toMatchObject({ reason: 'empty', steps: [] });
  });
});
