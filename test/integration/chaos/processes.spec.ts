import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startApp, useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { figure } from '../../support/figures.js';
import { classOf, useProcesses } from '../../support/processes.js';
import type { ProcessWorkflow } from '../../support/worker.process.js';
import { stepRow } from '../../support/worker.session.js';

const MB = 1_048_576;

describe('worker processes', () => {
  const engine = useEngine();
  const processes = useProcesses();
  const create = async (definition: ProcessWorkflow, context = {}) => {
    const app = await engine.app([classOf(definition)], { worker: false });
    return { app, task: await app.orchestrator.createTask({ name: definition.name, context }) };
  };

  it('a stalled one has its late completion refused, goes on under a new id, and nothing runs a third time', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tasker-stalled-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const file = join(directory, 'go');
    const stalling: ProcessWorkflow = { name: 'stalling', steps: [{ name: 'only', does: { blockUntil: file } }] };
    const options = { worker: { lease: '1s' as const, pollInterval: '100ms' as const }, backoff: { defaultBackoffSeconds: [0] } };
    const plan = { url: engine.url, workflows: [stalling], options };
    const both = await Promise.all([processes.start(plan), processes.start(plan)]);
    const { app, task } = await create(stalling);
    await eventually(async () => (await stepRow(engine.client, task.taskId, 1)).attempts === 2, { what: 'the other process has the step' });
    writeFileSync(file, '');
    const done = await app.orchestrator.waitForTask(task, { timeout: '30s' });
    expect(done.results.only).toMatchObject({ attempt: 2 });
    const [other, stalled] = both[0].pid === done.results.only.pid ? both : [both[1], both[0]];
    const ids = () =>
      engine.rows('select worker_id, lost_at is not null as lost from tasker.workers where pid = $1 order by started_at', [stalled.pid]);
    await eventually(async () => (await ids()).length === 2, { what: 'the stalled process goes on under a new id' });
    expect((await ids()).map(({ lost }) => lost)).toEqual([true, false]);
    expect(stalled.output()).toContain('has lost its lease');
    await other.end('SIGTERM');
    const again = await app.orchestrator.createTask({ name: 'stalling', context: {} });
    expect((await app.orchestrator.waitForTask(again, { timeout: '30s' })).results.only.pid).toBe(stalled.pid);
    expect(await stepRow(engine.client, task.taskId, 1)).toMatchObject({ attempts: 2, state: 'complete' });
  });

  it('SIGTERM lets running steps finish, says goodbye, and leaves nothing behind that others cannot finish', async () => {
    const two: ProcessWorkflow = {
      name: 'two',
      steps: [
        { name: 'first', does: { gate: 'go' } },
        { name: 'second', dependsOn: 'first' },
      ],
    };
    const worker = await processes.start({ url: engine.url, workflows: [two] });
    const { app, task } = await create(two);
    await worker.said('started');
    worker.child.kill('SIGTERM');
    worker.send({ open: 'go' });
    expect(await worker.end('SIGTERM')).toEqual({ code: null, signal: 'SIGTERM' });
    expect(await stepRow(engine.client, task.taskId, 1)).toMatchObject({ state: 'complete', attempts: 1 });
    expect((await stepRow(engine.client, task.taskId, 2)).claimed_by).toBeNull();
    expect(await engine.rows('select stopped_at is not null as stopped from tasker.workers')).toEqual([{ stopped: true }]);
    await processes.start({ url: engine.url, workflows: [two] });
    const done = await app.orchestrator.waitForTask(task, { timeout: '20s' });
    expect([done.state, done.steps[0]!.attempts]).toEqual(['complete', 1]);
  });

  it('SIGTERM hands a step that outlasts the drain time back without using its attempt', async () => {
    const slow: ProcessWorkflow = { name: 'slow', steps: [{ name: 'only', retryLimit: 1, does: { gateFirst: 'never' } }] };
    const plan = { url: engine.url, workflows: [slow], options: { worker: { drainTimeout: '100ms' as const } } };
    const worker = await processes.start(plan);
    const { app, task } = await create(slow);
    await worker.said('started');
    await worker.end('SIGTERM');
    expect(worker.output()).toContain('handed back');
    expect(await stepRow(engine.client, task.taskId, 1)).toMatchObject({ state: 'pending', attempts: 1, retry_limit: 2 });
    await processes.start(plan);
    expect((await app.orchestrator.waitForTask(task, { timeout: '20s' })).state).toBe('complete');
  });

  it('a task with 5,000 steps in one fan-out completes in bounded memory', async () => {
    const names = Array.from({ length: 5_000 }, (_, n) => `leaf${n}`);
    const wide: ProcessWorkflow = {
      name: 'wide',
      steps: [{ name: 'root' }, ...names.map((name) => ({ name, dependsOn: 'root' })), { name: 'join', dependsOn: names }],
    };
    const worker = processes.spawn({ url: engine.url, workflows: [wide], quiet: true });
    await worker.said('ready');
    const idle = await peakOf(worker);
    worker.send({ run: { name: 'wide', context: {} } });
    const [created] = await worker.said('created');
    const state = 'select state from tasker.tasks where task_id = $1';
    const taskId: string = created!.taskId;
    await eventually(async () => (await engine.rows(state, [taskId]))[0]?.state === 'complete', { what: '5,002 steps', within: 50_000 });
    const peak = await peakOf(worker);
    figure(`5,000 steps in one fan-out: peak ${Math.round(peak / MB)} MB, ${Math.round(idle / MB)} MB before the task`);
    expect(peak).toBeLessThan(512 * MB);
  });

  it('clocks an hour ahead and an hour behind change nothing: no lease is lost, retries come on time', async () => {
    const flaky: ProcessWorkflow = {
      name: 'flaky',
      steps: [
        { name: 'first', does: { retryFirst: { after: 0.2 } } },
        { name: 'long', dependsOn: 'first', does: { pauseMs: 1_500 } },
      ],
    };
    // Long enough for a machine that is held up, short beside an hour.
    const options = { worker: { lease: '3s' as const, pollInterval: '100ms' as const, concurrency: 4 } };
    const clock = (hours: number) => new URL(`../../support/worker-process/clock.mjs?hours=${hours}`, import.meta.url).href;
    const workers = await Promise.all(
      [1, -1].map((hours) => processes.start({ url: engine.url, workflows: [flaky], options, preload: [clock(hours)] })),
    );
    for (const [place, hours] of [1, -1].entries()) {
      const [ready] = await workers[place]!.said('ready');
      expect(Math.round((ready!.now - Date.now()) / 3_600_000)).toBe(hours);
    }
    const app = await engine.app([classOf(flaky)], { worker: false });
    const tasks = await app.orchestrator.createTasks(Array.from({ length: 8 }, () => ({ name: 'flaky', context: {} })));
    for (const task of tasks) {
      const done = await app.orchestrator.waitForTask(task, { timeout: '30s' });
      expect([done.state, ...done.steps.map(({ attempts }) => attempts)]).toEqual(['complete', 2, 1]);
    }
    const lives = await engine.rows('select pid, lost_at from tasker.workers');
    expect(lives.map(({ pid, lost_at }) => [pid, lost_at]).sort()).toEqual(workers.map(({ pid }) => [pid, null]).sort());
    for (const worker of workers) expect(worker.messages.some(({ kind }) => kind === 'started')).toBe(true);
  });
});

describe('processes that start together', () => {
  const engine = useEngine({ empty: true, guarded: false });
  const processes = useProcesses();

  it('ten on an empty database migrate it once, register one definition, and work', async () => {
    const plain: ProcessWorkflow = { name: 'plain', steps: [{ name: 'only' }] };
    const ten = Array.from({ length: 10 }, () => processes.spawn({ url: engine.url, workflows: [plain] }));
    await Promise.all(ten.map((process) => process.said('ready')));
    const ledger = await engine.rows('select name, count(*)::int as n from tasker.migrations group by name');
    expect(ledger.map(({ n }) => n)).toEqual(ledger.map(() => 1));
    expect(await engine.rows('select name, version from tasker.named_tasks')).toEqual([{ name: 'plain', version: '0.1.0' }]);
    expect((await engine.rows('select from tasker.workers where lost_at is null')).length).toBe(10);
    const app = await startApp([classOf(plain)], { database: { url: engine.url }, worker: false, logs: engine.logs });
    const tasks = await app.orchestrator.createTasks(Array.from({ length: 50 }, () => ({ name: 'plain', context: {} })));
    for (const task of tasks) expect((await app.orchestrator.waitForTask(task, { timeout: '20s' })).state).toBe('complete');
    await app.close();
  });
});

async function peakOf(worker: Awaited<ReturnType<ReturnType<typeof useProcesses>['start']>>): Promise<number> {
  const before = worker.messages.filter(({ kind }) => kind === 'memory').length;
  worker.send({ memory: true });
  return (await worker.said('memory', before + 1)).at(-1)!.peakBytes as number;
}
