import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { claimLimited, declareLimit } from '../../support/limited.session.js';
import { insertTask } from '../../support/rows.js';
import { completed } from '../../support/worker.session.js';

const engine = useEngine();
const steps = (count: number) => Array.from({ length: count }, () => ({}));
const concurrency = { key: 'key', limit: 1 };

it('a queue that somebody claims from: nothing waits, and the next call has it', async () => {
  await declareLimit(engine.client, 'queue', 'slow', { max_running: 9 });
  await insertTask(engine.client, steps(4), { queue: 'slow' });
  const [one, two] = [await engine.worker(), await engine.worker()];
  await one.client.query('begin');
  expect((await claimLimited(one, { capacity: 1 })).claimed).toHaveLength(1);
  expect(await claimLimited(two)).toMatchObject({ claimed: [], contended: true });
  await one.client.query('commit');
  expect(await claimLimited(two)).toMatchObject({ contended: false });
});

it('a key that somebody looks at, while other keys go on', async () => {
  await insertTask(engine.client, steps(2), { concurrency, context: { key: 'a' } });
  await insertTask(engine.client, steps(1), { concurrency, context: { key: 'b' } });
  const [one, two] = [await engine.worker(), await engine.worker()];
  await one.client.query('begin');
  const first = await claimLimited(one, { capacity: 1 });
  const other = await claimLimited(two);
  expect(other).toMatchObject({ contended: true });
  expect(other.claimed).toHaveLength(1);
  expect(other.claimed[0]!.task_id).not.toBe(first.claimed[0]!.task_id);
  await one.client.query('commit');
  expect(await claimLimited(two)).toMatchObject({ claimed: [], contended: false, waiting: true });
});

it('a slot of a key that somebody looks at: it is freed by the next call, and who was parked meanwhile gets it', async () => {
  await insertTask(engine.client, steps(2), { concurrency, context: { key: 'a' } });
  const [one, two] = [await engine.worker(), await engine.worker()];
  const first = await claimLimited(one, { capacity: 1 });
  await one.advance([completed(first.claimed[0]!)]);
  // The other one still counts the slot, and parks.
  await two.client.query('begin');
  expect((await claimLimited(two)).claimed).toEqual([]);
  expect(await claimLimited(one, { ended: first.claimed, capacity: 0 })).toMatchObject({ remain: true, let_go: 0 });
  await two.client.query('commit');
  expect(await claimLimited(one, { ended: first.claimed, capacity: 0 })).toMatchObject({ remain: false, let_go: 1 });
  expect((await claimLimited(two)).claimed).toHaveLength(1);
});

it('a step that somebody holds is neither claimed nor parked', async () => {
  const task = await insertTask(engine.client, steps(3), { concurrency, context: { key: 'a' } });
  const holder = await engine.session();
  await holder.query('begin');
  await holder.query('select from tasker.workflow_steps where task_id = $1 and workflow_step_id in (1, 2) for no key update', [task]);
  const worker = await engine.worker();
  expect((await claimLimited(worker)).claimed).toMatchObject([{ workflow_step_id: 3 }]);
  await holder.query('commit');
  expect((await claimLimited(worker)).claimed).toEqual([]);
  expect(await engine.rows('select workflow_step_id from tasker.limit_waits order by 1')).toEqual([
    { workflow_step_id: 1 },
    { workflow_step_id: 2 },
  ]);
});

it('a waiting step that somebody holds: the slot goes to the next one, and the first is not forgotten', async () => {
  const task = await insertTask(engine.client, steps(3), { concurrency, context: { key: 'a' } });
  const worker = await engine.worker();
  const first = await claimLimited(worker);
  expect(first.claimed).toMatchObject([{ workflow_step_id: 1 }]);
  const holder = await engine.session();
  await holder.query('begin');
  await holder.query('select from tasker.workflow_steps where task_id = $1 and workflow_step_id = 2 for no key update', [task]);
  await worker.advance([completed(first.claimed[0]!)]);
  const second = await claimLimited(worker, { ended: first.claimed });
  expect(second.claimed).toMatchObject([{ workflow_step_id: 3 }]);
  await holder.query('commit');
  await worker.advance([completed(second.claimed[0]!)]);
  expect((await claimLimited(worker, { ended: second.claimed })).claimed).toMatchObject([{ workflow_step_id: 2 }]);
});

it('limits that are being changed: no claim until that is done', async () => {
  await declareLimit(engine.client, 'queue', 'slow', { max_running: 1 });
  await insertTask(engine.client, steps(2), { queue: 'slow' });
  const worker = await engine.worker();
  const admin = await engine.session();
  await admin.query('begin');
  await declareLimit(admin, 'queue', 'slow', { max_running: 2 });
  expect(await claimLimited(worker)).toMatchObject({ claimed: [], contended: true });
  await admin.query('commit');
  expect((await claimLimited(worker)).claimed).toHaveLength(2);
});
