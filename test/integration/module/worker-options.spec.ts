import type { Type } from '@nestjs/common';
import { Orchestrator, type StepExecution } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { LeaseKeeper } from '../../../libs/tasker/src/orchestration/lease.keeper.js';
import { TaskWorker } from '../../../libs/tasker/src/orchestration/task.worker.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { insertTask } from '../../support/rows.js';
import { single, workflow } from '../../support/workflows.js';

/** A handler that counts how often it runs at once, and goes on only after so many have been there together. */
function crowd(size: number): { Handler: Type<object>; most: () => number } {
  let [now, most] = [0, 0];
  const gates = new Gates();
  const Handler = single(async () => {
    now += 1;
    most = Math.max(most, now);
    if (now === size) gates.open('full');
    await gates.pass('full');
    now -= 1;
  });
  return { Handler, most: () => most };
}

/** Does at once what the notification of new work does: the next claim looks through the whole queue. */
function notice(app: EngineApp): void {
  app.module.get(TaskWorker, { strict: false }).wake();
}

describe('the options of the worker', () => {
  const engine = useEngine();
  const request = { name: 'single', context: {} };

  it('worker: false claims nothing; another application completes what it creates, and it can wait for that', async () => {
    const ran: string[] = [];
    const Handler = single(() => void ran.push('ran'));
    const front = await engine.app([Handler], { worker: false });
    const task = await front.orchestrator.createTask(request);
    expect(task.state).toBe('pending');
    expect(await engine.rows('select worker_id from tasker.workers')).toEqual([]);
    await engine.app([Handler]);
    expect((await front.orchestrator.waitForTask(task, { timeout: '20s' })).state).toBe('complete');
    expect(ran).toEqual(['ran']);
  });

  it('concurrency bounds the steps that run at once, and all of its slots are used', async () => {
    const { Handler, most } = crowd(3);
    const app = await engine.app([Handler], { worker: { concurrency: 3 } });
    const tasks = await app.orchestrator.createTasks(Array.from({ length: 12 }, () => request));
    await Promise.all(tasks.map((task) => app.orchestrator.waitForTask(task, { timeout: '20s' })));
    expect(most()).toBe(3);
  });

  it('concurrency: 1 runs one step after the other, the best priority first', async () => {
    const order: string[] = [];
    const gates = new Gates();
    // Of another definition: a worker with a backlog goes by what it knows for a while, and this unit of the queue holds nothing more.
    const Blocker = workflow('blocker', { first: { run: () => gates.pass('first') } });
    const Handler = single(async ({ task }: StepExecution) => {
      const { label } = task.context as { label: string };
      order.push(label);
      await gates.pass(label);
    });
    const app = await engine.app([Blocker, Handler], { worker: { concurrency: 1 } });
    await app.orchestrator.createTask({ name: 'blocker', context: {} });
    await gates.reached('first');
    const labels = { low: -5, normal: 0, high: 7, urgent: 1_000_000 };
    const requests = Object.entries(labels).map(([label, priority]) => ({ name: 'single', context: { label }, priority }));
    const tasks = await app.orchestrator.createTasks(requests);
    notice(app);
    for (const label of ['first', ...Object.keys(labels)]) gates.open(label);
    await Promise.all(tasks.map((task) => app.orchestrator.waitForTask(task, { timeout: '20s' })));
    expect(order).toEqual(['urgent', 'high', 'normal', 'low']);
  });

  it('the priority of a step replaces that of its task', async () => {
    const order: string[] = [];
    const gates = new Gates();
    const note = (name: string) => ({ run: () => void order.push(name) });
    const Blocker = single(() => gates.pass('first'));
    const Handler = workflow('fan', {
      low: { priority: -1, ...note('low') },
      of_task: note('of_task'),
      high: { priority: 9, ...note('high') },
    });
    const app = await engine.app([Blocker, Handler], { worker: { concurrency: 1 } });
    await app.orchestrator.createTask(request);
    await gates.reached('first');
    const task = await app.orchestrator.createTask({ name: 'fan', context: {}, priority: 3 });
    notice(app);
    gates.open('first');
    await app.orchestrator.waitForTask(task, { timeout: '20s' });
    expect(order).toEqual(['high', 'of_task', 'low']);
  });

  it('queues are served by the workers that name them, and by no others', async () => {
    const Handler = workflow('mixed', {
      light: {},
      heavy: { queue: 'heavy', dependsOn: 'light' },
      after: { dependsOn: 'heavy' },
      other: { queue: 'other', dependsOn: 'light' },
    });
    await engine.app([Handler]);
    const app = await engine.app([Handler], { worker: { queues: ['heavy', 'other'] } });
    expect((await app.run(Handler)).state).toBe('complete');
    const served = await engine.rows(
      `select n.name, w.queues from tasker.workflow_step_transitions h
       join tasker.workflow_steps s using (task_id, workflow_step_id) join tasker.named_steps n using (named_step_id)
       join tasker.workers w on w.worker_id = h.worker_id where h.to_state = 'complete' order by n.name`,
    );
    expect(served).toEqual([
      { name: 'after', queues: ['default'] },
      { name: 'heavy', queues: ['heavy', 'other'] },
      { name: 'light', queues: ['default'] },
      { name: 'other', queues: ['heavy', 'other'] },
    ]);
  });

  it('a queue that nobody serves keeps its steps until somebody does', async () => {
    const Handler = workflow('mixed', { light: {}, heavy: { queue: 'heavy', dependsOn: 'light' } });
    const app = await engine.app([Handler]);
    const { taskId } = await app.orchestrator.createTask({ name: 'mixed', context: {} });
    const heavy = await eventually(async () =>
      (await app.orchestrator.getTask(taskId)).steps.find(({ name, readyAt }) => name === 'heavy' && readyAt),
    );
    expect(heavy).toMatchObject({ state: 'pending', attempts: 0, queue: 'heavy' });
    await engine.app([Handler], { worker: { queues: ['heavy'] } });
    expect((await app.orchestrator.waitForTask(taskId, { timeout: '20s' })).state).toBe('complete');
  });

  it('pollInterval finds work that nobody told of, long before the default would', async () => {
    const Handler = workflow('silent', { only: {} }, { version: '1.0.0' });
    const app = await engine.app([Handler], { worker: { pollInterval: '20ms' } });
    const taskId = await insertTask(engine.client, [{ name: 'only' }], { definition: 'silent' });
    expect((await app.orchestrator.waitForTask(taskId, { timeout: '3500ms' })).state).toBe('complete');
  });

  it('lease says after how long a silent worker is dead: another one then runs its steps', async () => {
    const gates = new Gates();
    const signals: AbortSignal[] = [];
    const Handler = single(async ({ step, signal }: StepExecution) => {
      signals.push(signal);
      if (step.attempt === 1) await gates.pass('hangs');
      return { attempt: step.attempt };
    });
    const backoff = { defaultBackoffSeconds: [0] };
    const silent = await engine.app([Handler], { worker: { lease: '1s' }, backoff });
    const task = await silent.orchestrator.createTask(request);
    await gates.reached('hangs');
    expect(await engine.rows('select extract(epoch from lease)::integer as seconds from tasker.workers')).toEqual([{ seconds: 1 }]);
    silent.module.get(LeaseKeeper, { strict: false }).stop();
    const other = await engine.app([Handler], { backoff });
    const done = await other.orchestrator.waitForTask(task, { timeout: '10s' });
    expect(done.results).toEqual({ only: { attempt: 2 } });
    gates.open('hangs');
  });

  it('drainTimeout lets running steps finish on shutdown', async () => {
    const gates = new Gates();
    const Handler = single(() => gates.pass('step').then(() => ({ done: true })));
    const app = await engine.app([Handler], { worker: { drainTimeout: '1m' } });
    const { taskId } = await app.orchestrator.createTask(request);
    await gates.reached('step');
    const closing = app.close();
    gates.open('step');
    await closing;
    expect(await engine.rows('select state from tasker.tasks where task_id = $1', [taskId])).toEqual([{ state: 'complete' }]);
    expect(await engine.rows('select stopped_at is not null as stopped from tasker.workers')).toEqual([{ stopped: true }]);
  });

  it('after drainTimeout running steps are aborted and handed back, without using up an attempt', async () => {
    const reasons: unknown[] = [];
    const gates = new Gates();
    const Handler = single(
      async ({ step, signal }: StepExecution) => {
        if (step.attempt > 1) return { attempt: step.attempt, limit: step.retryLimit };
        signal.addEventListener('abort', () => reasons.push((signal.reason as Error).message));
        await gates.pass('hangs');
        return {};
      },
      { retryLimit: 1 },
    );
    const app = await engine.app([Handler], { worker: { drainTimeout: '20ms' } });
    const { taskId } = await app.orchestrator.createTask(request);
    await gates.reached('hangs');
    await app.close();
    expect(reasons).toEqual(['the process shuts down']);
    expect(await engine.rows('select state, claimed_by, ready_at is not null as ready from tasker.workflow_steps')).toEqual([
      { state: 'pending', claimed_by: null, ready: true },
    ]);
    const next = await engine.app([Handler]);
    const done = await next.module.get(Orchestrator).waitForTask(taskId, { timeout: '20s' });
    expect(done.results).toEqual({ only: { attempt: 2, limit: 2 } });
    gates.open('hangs');
  });
});
