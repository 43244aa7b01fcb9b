import { beforeEach, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { claimLimited, declareLimit, type LimitedOptions } from '../../support/limited.session.js';
import { singleSteps } from '../../support/single.steps.js';
import { completed, type WorkerSession } from '../../support/worker.session.js';

const engine = useEngine();
const AGE = 30;
const both = { queue: 'slow', system: 'bank' };
const definition = { steps: { both, too: both, queued: { queue: 'slow' }, banked: { system: 'bank' } } };
const call = (worker: WorkerSession, options: LimitedOptions = {}) =>
  claimLimited(worker, { aging: { seconds: AGE, slots: 0, turn: 0 }, ...options });
const tasks = (claimed: readonly { task_id: string }[]) => claimed.map(({ task_id }) => task_id);

beforeEach(async () => {
  await declareLimit(engine.client, 'queue', 'slow', { max_running: 3 });
  await declareLimit(engine.client, 'system', 'bank', { max_running: 1 });
});

/** The system is full, and steps wait that need it and the queue. */
async function blockedSteps(age = AGE) {
  const add = await singleSteps(engine.client, definition);
  const worker = await engine.worker();
  await add('banked');
  const [running] = (await call(worker)).claimed;
  const first = await add('both', { age: age + 1 });
  await add('both', { age });
  await add('too', { age });
  const younger = [await add('queued'), await add('queued'), await add('queued')];
  return { add, worker, running: running!, first, younger };
}

it('one, for the first of those that wait for the same system', async () => {
  const { worker, running, first, younger } = await blockedSteps();
  const report = await call(worker);
  expect(tasks(report.claimed)).toEqual(younger.slice(0, 2));
  expect(report.full).toBe(true);
  expect((await call(worker)).claimed).toEqual([]);
  await worker.advance([completed(running)]);
  expect(tasks((await call(worker, { ended: [running] })).claimed)).toEqual([first]);
});

it('for none that has not waited long', async () => {
  const { worker, younger } = await blockedSteps(AGE - 5);
  expect(tasks((await call(worker)).claimed)).toEqual(younger);
});

it('until those that wait are cancelled', async () => {
  const { worker, younger } = await blockedSteps();
  await call(worker);
  const waiting = await engine.rows<{ task_id: string }>(
    "select task_id from tasker.tasks where state = 'pending' and task_id <> all ($1)",
    [younger],
  );
  for (const { task_id } of waiting) await engine.rows("select * from tasker.cancel_task($1, 'test', 'test')", [task_id]);
  expect(tasks((await call(worker)).claimed)).toEqual(younger.slice(2));
});

it('not while a worker that does not serve the step runs something under the full limit', async () => {
  const { worker, younger } = await blockedSteps();
  await engine.rows(
    `update tasker.workers set lanes = array(select lane from tasker.lanes join tasker.named_steps using (named_step_id) where name = 'banked')
     where worker_id = $1`,
    [worker.id],
  );
  expect(tasks((await call(await engine.worker())).claimed)).toEqual(younger);
});

it('also while somebody else claims under the other limit', async () => {
  const { worker, younger } = await blockedSteps();
  const other = await engine.session();
  await other.query('begin');
  await other.query("select from tasker.limits where name = 'bank' for no key update");
  const report = await call(worker);
  expect(tasks(report.claimed)).not.toContain(younger[2]);
  expect(report.contended).toBe(true);
  await other.query('commit');
});

it('not from those of better priority', async () => {
  const { add, worker } = await blockedSteps();
  const better = [await add('queued', { priority: 1 }), await add('queued', { priority: 1 }), await add('queued', { priority: 1 })];
  expect(tasks((await claimLimited(worker, { aging: { seconds: 1e9, slots: 0, turn: 0 } })).claimed)).toEqual(better);
});

it('not of a queue that has a rate alone, which has the next start soon', async () => {
  await declareLimit(engine.client, 'queue', 'slow', { rate: 100, per_seconds: 1, burst: 1 });
  const { worker, younger } = await blockedSteps();
  expect(tasks((await call(worker)).claimed)).toEqual(younger.slice(0, 1));
});

it('while a start of the queue is waited for that comes soon', async () => {
  await declareLimit(engine.client, 'queue', 'slow', { rate: 1, per_seconds: 1, burst: 1 });
  await engine.rows("update tasker.limits set tokens = -1000 where name = 'slow'");
  const { add, worker, running } = await blockedSteps();
  await add('banked');
  await worker.advance([completed(running)]);
  expect((await call(worker, { ended: [running] })).claimed).toEqual([]);
});

it('not while a start of the queue is waited for that comes late; that start is kept', async () => {
  await declareLimit(engine.client, 'queue', 'slow', { rate: 1, per_seconds: 3_600, burst: 1 });
  const { add, worker, running } = await blockedSteps();
  expect((await call(worker)).claimed).toEqual([]);
  await engine.rows("update tasker.limits set tokens = 0 where name = 'slow'");
  const banked = await add('banked');
  await worker.advance([completed(running)]);
  expect(tasks((await call(worker, { ended: [running] })).claimed)).toEqual([banked]);
});

it('not for a young step whose older one has started in the same claim', async () => {
  await declareLimit(engine.client, 'queue', 'slow', { max_running: 2 });
  const add = await singleSteps(engine.client, definition);
  const worker = await engine.worker();
  await add('banked', { priority: 5 });
  const aged = await add('both', { age: AGE });
  await add('both');
  const queued = await add('queued');
  const { claimed } = await claimLimited(worker, { aging: { seconds: AGE, slots: 1, turn: 0 } });
  expect(tasks(claimed)).toEqual([aged, queued]);
});
