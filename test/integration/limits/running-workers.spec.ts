import { expect, it } from 'vitest';
import type { TaskView } from 'nestjs-tasker';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { insertTask } from '../../support/rows.js';
import { single, workflow } from '../../support/workflows.js';

const engine = useEngine();
const many = (name: string, count: number, context: Record<string, unknown> = {}) =>
  Array.from({ length: count }, () => ({ name, context }));
const done = (app: EngineApp, tasks: readonly TaskView[]) =>
  Promise.all(tasks.map(({ taskId }) => app.orchestrator.waitForTask(taskId, { timeout: '30s' })));
const running = async () => (await engine.rows("select 1 from tasker.workflow_steps where state = 'in_progress'")).length;

it.each([1, 4])('with %s slots a backlog without limits and one under a limit do not shut each other out', async (concurrency) => {
  const started: string[] = [];
  const handler = (name: string, queue: string) =>
    single(
      async () => {
        started.push(name);
        await new Promise(setImmediate);
        return {};
      },
      { name, queue },
    );
  const options = { queues: { slow: { concurrency: 50 } }, worker: { queues: ['fast', 'slow'], concurrency } };
  const creator = await engine.app([handler('free', 'fast'), handler('limited', 'slow')], { ...options, worker: false });
  const tasks = await creator.orchestrator.createTasks([...many('free', 60), ...many('limited', 60)]);
  const app = await engine.app([handler('free', 'fast'), handler('limited', 'slow')], options);
  await done(app, tasks);
  const half = started.slice(0, 60);
  for (const name of ['free', 'limited']) expect(half.filter((one) => one === name).length).toBeGreaterThan(5);
});

it('a cancelled task makes room for the next one at once', async () => {
  const gates = new Gates();
  const Slow = single(
    ({ task, signal }) => Promise.race([gates.pass(task.taskId), new Promise((_, reject) => signal.addEventListener('abort', reject))]),
    {
      queue: 'slow',
    },
  );
  const app = await engine.app([Slow], { queues: { slow: { concurrency: 1 } }, worker: { queues: ['slow'] } });
  const [one, two] = await app.orchestrator.createTasks(many('single', 2));
  await gates.reached(one!.taskId);
  await app.orchestrator.cancelTask(one!.taskId);
  gates.open(two!.taskId);
  expect((await app.orchestrator.waitForTask(two!, { timeout: '20s' })).state).toBe('complete');
});

it('a worker that died makes room when its steps were taken back', async () => {
  const Keyed = single(() => ({}), { concurrencyKey: 'customer', concurrencyLimit: 1 });
  const creator = await engine.app([Keyed], { worker: false });
  const tasks = await creator.orchestrator.createTasks(many('single', 2, { customer: 'a' }));
  const dead = await engine.worker();
  const lanes = await engine.rows('select lane from tasker.lanes');
  await engine.client.query("select * from tasker.claim_limited($1, 1, $2, '{}', '{}', null, null, false)", [
    dead.id,
    lanes.map(({ lane }) => lane),
  ]);
  expect(await running()).toBe(1);
  await dead.fallSilent(engine.client);
  const app = await engine.app([Keyed], { worker: { lease: '1s' }, backoff: { defaultBackoffSeconds: [0] } });
  for (const { state } of await done(app, tasks)) expect(state).toBe('complete');
});

it('a worker that shuts down makes room before it is gone', async () => {
  const gates = new Gates();
  const Slow = single(({ task }) => gates.pass(task.taskId), { concurrencyKey: 'customer', concurrencyLimit: 1 });
  const first = await engine.app([Slow]);
  const [one, two] = await first.orchestrator.createTasks(many('single', 2, { customer: 'a' }));
  await gates.reached(one!.taskId);
  gates.open(one!.taskId);
  gates.open(two!.taskId);
  await first.close();
  const slots = await engine.rows('select task_id from tasker.limit_slots where worker_id is not null');
  expect(slots).toEqual([]);
  const second = await engine.app([Slow]);
  await done(second, [one!, two!]);
});

it('limits that a new process declares, changes and removes are obeyed by running ones within a heartbeat', async () => {
  const gates = new Gates();
  const Step = single(({ task }) => gates.pass(task.taskId), { queue: 'slow' });
  const worker = { queues: ['slow'], lease: '1s' as const };
  const app = await engine.app([Step], { worker });
  const declare = async (limit: { concurrency: number } | false) =>
    (await engine.app([], { queues: { slow: limit }, worker: false })).close();
  const lanes = () => engine.rows<{ limited: boolean }>('select true as limited from tasker.limits');
  await declare({ concurrency: 1 });
  expect(await lanes()).toHaveLength(1);
  // What the worker may claim is read anew after its next heartbeat; until then it claims as before.
  await eventually(async () => (await limitedClaims()) > 0, { what: 'the worker claims under the limit' });
  const tasks = await app.orchestrator.createTasks(many('single', 3));
  await Promise.race(tasks.map(({ taskId }) => gates.reached(taskId)));
  expect(await running()).toBe(1);
  await declare({ concurrency: 2 });
  await eventually(async () => (await running()) === 2);
  await declare(false);
  await eventually(async () => (await running()) === 3);
  expect(engine.logs.with("the limit of queue 'slow' was 1 at once and is 2 at once: the last start decides")).toHaveLength(1);
  expect(engine.logs.with("the limit of queue 'slow' was 2 at once and is removed: the last start decides")).toHaveLength(1);
  for (const { taskId } of tasks) gates.open(taskId);
  await done(app, tasks);

  /** Makes a task and says whether it was claimed under the limit. */
  async function limitedClaims(): Promise<number> {
    const [task] = await app.orchestrator.createTasks(many('single', 1));
    await gates.reached(task!.taskId);
    const slots = await engine.rows('select 1 from tasker.limit_slots where task_id = $1', [task!.taskId]);
    gates.open(task!.taskId);
    await app.orchestrator.waitForTask(task!, { timeout: '10s' });
    return slots.length;
  }
});

it('a paused task waits for its key no more, and takes its place again', async () => {
  const gates = new Gates();
  const order: string[] = [];
  const Keyed = single(async ({ task }) => (order.push(task.taskId), gates.pass(task.taskId)), {
    concurrencyKey: 'customer',
    concurrencyLimit: 1,
  });
  const app = await engine.app([Keyed]);
  const [one, two, three] = await app.orchestrator.createTasks(many('single', 3, { customer: 'a' }));
  await gates.reached(one!.taskId);
  await eventually(async () => (await engine.rows('select 1 from tasker.limit_waits')).length === 2);
  await app.orchestrator.pauseTask(two!.taskId);
  gates.open(one!.taskId);
  await gates.reached(three!.taskId);
  await app.orchestrator.resumeTask(two!.taskId);
  gates.open(three!.taskId);
  gates.open(two!.taskId);
  await done(app, [one!, two!, three!]);
  expect(order).toEqual([one!.taskId, three!.taskId, two!.taskId]);
});

it('retries, serial tasks and children of limited steps keep to the limit and get done', async () => {
  let [now, most, runs] = [0, 0, 0];
  const run = async () => {
    most = Math.max(most, ++now);
    await new Promise(setImmediate);
    now -= 1;
    runs += 1;
    if (runs % 3 === 0) throw new Error('again');
    return {};
  };
  const step = { run, retryLimit: 20, dependentSystem: 'bank' };
  const steps = {
    first: step,
    left: { ...step, dependsOn: 'first' },
    right: { ...step, dependsOn: 'first' },
    last: { ...step, dependsOn: ['left', 'right'] },
  };
  const Serial = workflow('serial', steps, { concurrent: false });
  const Parallel = workflow('parallel', steps);
  const options = { dependentSystems: { bank: { concurrency: 3 } }, backoff: { defaultBackoffSeconds: [0] } };
  const apps = [await engine.app([Serial, Parallel], options), await engine.app([Serial, Parallel], options)];
  const tasks = await apps[0]!.orchestrator.createTasks([...many('serial', 6), ...many('parallel', 6)]);
  for (const { state } of await done(apps[1]!, tasks)) expect(state).toBe('complete');
  expect(most).toBeLessThanOrEqual(3);
});

it('lists all limits with what runs and waits', async () => {
  const gates = new Gates();
  const Pay = workflow(
    'pay',
    { charge: { run: ({ task }) => gates.pass(task.taskId), queue: 'payments' } },
    { concurrencyKey: 'customer', concurrencyLimit: 2 },
  );
  const app = await engine.app([Pay], {
    queues: { payments: { rate: { limit: 60, per: '1h', burst: 5 } } },
    dependentSystems: { bank: { concurrency: 7 } },
    worker: { queues: ['payments'] },
  });
  const contexts = [{ customer: 'a' }, { customer: 'a' }, { customer: 'a' }, {}, {}, {}];
  const tasks = await app.orchestrator.createTasks(contexts.map((context) => ({ name: 'pay', context })));
  await eventually(async () => (await running()) === 5);
  expect(await app.orchestrator.limits()).toEqual([
    { kind: 'key', name: 'default/pay', concurrency: 2, rate: null, tokens: null, running: 2, waiting: 1, keyless: 3 },
    {
      kind: 'queue',
      name: 'payments',
      concurrency: null,
      rate: { limit: 60, per: 3_600_000, burst: 5 },
      tokens: 0,
      running: 5,
      waiting: 0,
      keyless: 0,
    },
    { kind: 'system', name: 'bank', concurrency: 7, rate: null, tokens: null, running: 0, waiting: 0, keyless: 0 },
  ]);
  for (const { taskId } of tasks) gates.open(taskId);
  await engine.rows('update tasker.limits set refilled_at = refilled_at - interval $$1 hour$$ where rate is not null');
  await done(app, tasks);
});

it('a limited step that an answer never reached is run all the same, and its slot comes back', async () => {
  const Keyed = single(() => ({}), { concurrencyKey: 'customer', concurrencyLimit: 1 });
  const app = await engine.app([Keyed], { worker: { lease: '1s' } });
  await app.close();
  await insertTask(engine.client, [{ name: 'only' }], {
    definition: 'single',
    concurrency: { key: 'customer', limit: 1 },
    context: { customer: 'a' },
  });
  const worker = await engine.worker();
  const lanes = (await engine.rows('select lane from tasker.lanes')).map(({ lane }) => lane as number);
  const { rows } = await worker.client.query("select * from tasker.claim_limited($1, 5, $2, '{}', '{}', null, null, false)", [
    worker.id,
    lanes,
  ]);
  const { rows: recovered } = await (await engine.session()).query('select * from tasker.recover_claims($1)', [worker.id]);
  // How long it had waited is known to nobody but the call that claimed it.
  const claimed = rows.filter(({ kind }) => kind === 'claimed').map((row) => ({ ...row, origin: null }));
  expect([claimed.length, recovered]).toEqual([1, claimed]);
});
