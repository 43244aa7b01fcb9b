import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { claimLimited, declareLimit, limitsOf } from '../../support/limited.session.js';
import { insertTask } from '../../support/rows.js';
import { completed, failed, stepRow } from '../../support/worker.session.js';

const engine = useEngine();
const steps = (count: number) => Array.from({ length: count }, () => ({}));
const concurrency = { key: 'customer.id', limit: 2 };
const customer = (id: unknown) => ({ concurrency, context: { customer: { id } } });

it('of a queue; one starts for each that has ended', async () => {
  await declareLimit(engine.client, 'queue', 'slow', { max_running: 3 });
  await insertTask(engine.client, steps(8), { queue: 'slow' });
  const worker = await engine.worker();
  const first = await claimLimited(worker);
  expect(first).toMatchObject({ full: true, contended: false, waiting: false });
  expect(first.claimed).toHaveLength(3);
  expect((await claimLimited(worker)).claimed).toEqual([]);
  const [one, two, three] = first.claimed;
  await worker.advance([completed(one!), completed(two!)]);
  const next = await claimLimited(worker, { ended: [one!, two!] });
  expect(next.claimed).toHaveLength(2);
  await worker.advance([three!, ...next.claimed].map((claim) => completed(claim)));
  expect((await claimLimited(worker, { ended: [three!, ...next.claimed] })).claimed).toHaveLength(3);
});

it('of a dependent system, whatever the queue', async () => {
  await declareLimit(engine.client, 'system', 'bank', { max_running: 2 });
  await insertTask(engine.client, steps(2), { definition: 'one', system: 'bank' });
  await insertTask(engine.client, steps(2), { definition: 'two', system: 'bank', queue: 'slow' });
  await insertTask(engine.client, steps(2), { definition: 'three', system: 'post' });
  const worker = await engine.worker();
  const { claimed } = await claimLimited(worker);
  // Lanes without a limit are no concern of this call, but nothing holds them back either.
  expect(claimed).toHaveLength(4);
  expect(await limitsOf(engine.client)).toEqual([{ kind: 'system', name: 'bank', running: 2, waiting: 2, keyless: 0 }]);
});

it('with one key; others run beside it', async () => {
  await insertTask(engine.client, steps(5), customer('a'));
  await insertTask(engine.client, steps(1), customer(7));
  const worker = await engine.worker();
  const first = await claimLimited(worker, { capacity: 64 });
  expect(first.claimed).toHaveLength(3);
  expect(first.waiting).toBe(true);
  expect(await limitsOf(engine.client)).toEqual([{ kind: 'key', name: 'default/rows', running: 3, waiting: 3, keyless: 0 }]);
  const [one] = first.claimed;
  await worker.advance([completed(one!)]);
  expect((await claimLimited(worker, { ended: [one!], capacity: 64 })).claimed).toHaveLength(1);
});

it('of all limits that a step is under at once', async () => {
  await declareLimit(engine.client, 'queue', 'slow', { max_running: 4 });
  await declareLimit(engine.client, 'system', 'bank', { max_running: 3 });
  for (const id of ['a', 'b', 'c']) await insertTask(engine.client, steps(3), { ...customer(id), queue: 'slow', system: 'bank' });
  const worker = await engine.worker();
  expect((await claimLimited(worker)).claimed).toHaveLength(3);
  await declareLimit(engine.client, 'system', 'bank', { max_running: 9 });
  expect((await claimLimited(worker)).claimed).toHaveLength(1);
  await declareLimit(engine.client, 'queue', 'slow', { max_running: 9 });
  expect((await claimLimited(worker)).claimed).toHaveLength(2);
  expect((await claimLimited(worker)).claimed).toEqual([]);
});

it('also when a step is tried again, which waits in the queue of its key like every other', async () => {
  await insertTask(engine.client, [{}, {}, {}], customer('a'));
  const worker = await engine.worker();
  const first = await claimLimited(worker);
  await worker.advance(first.claimed.map((claim) => failed(claim, { retryAfter: 0 })));
  const next = await claimLimited(worker, { ended: first.claimed });
  expect(next.claimed).toHaveLength(2);
  expect(await engine.rows("select 1 from tasker.workflow_steps where state = 'in_progress'")).toHaveLength(2);
  // An attempt whose slot nobody has freed yet is in its own way, and in nobody else's for ever.
  await worker.advance(next.claimed.map((claim) => failed(claim, { retryAfter: 0 })));
  expect((await claimLimited(worker)).claimed).toEqual([]);
  expect((await claimLimited(worker, { ended: next.claimed })).claimed).toHaveLength(2);
});

it('of a serial task: its turn changes nothing about the limit', async () => {
  const tasks = [];
  for (let n = 0; n < 3; n += 1) tasks.push(await insertTask(engine.client, [{}], customer('a')));
  const worker = await engine.worker();
  await engine.rows('update tasker.tasks set concurrent = false');
  const { claimed } = await claimLimited(worker);
  expect(claimed).toHaveLength(2);
  await worker.advance(claimed.map((claim) => completed(claim)));
  expect((await claimLimited(worker, { ended: claimed })).claimed).toHaveLength(1);
  expect((await stepRow(engine.client, tasks[0]!, 1)).state).toBe('complete');
});

it('a claim says what handlers need, and moves the task', async () => {
  const task = await insertTask(engine.client, [{}], { ...customer('a'), state: 'pending' });
  const worker = await engine.worker();
  expect((await claimLimited(worker)).claimed).toMatchObject([
    { task_id: task, workflow_step_id: 1, attempt: 1, context: { customer: { id: 'a' } }, retry_limit: 3 },
  ]);
  expect(await engine.rows('select state from tasker.tasks')).toEqual([{ state: 'in_progress' }]);
});

it('a worker without its lease is refused', async () => {
  const worker = await engine.worker();
  await engine.rows('update tasker.workers set lost_at = clock_timestamp()');
  await expect(claimLimited(worker)).rejects.toMatchObject({ code: 'TK001' });
});

it.each(['repeatable read', 'serializable'])('a claim under %s is refused', async (level) => {
  const worker = await engine.worker();
  await worker.client.query(`begin isolation level ${level}`);
  await expect(claimLimited(worker)).rejects.toMatchObject({ code: '25000' });
});
