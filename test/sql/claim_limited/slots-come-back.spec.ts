import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { claimLimited, declareLimit } from '../../support/limited.session.js';
import { insertTask } from '../../support/rows.js';
import { completed, type Claim } from '../../support/worker.session.js';

const engine = useEngine();
const concurrency = { key: 'key', limit: 1 };
const create = (count = 2, options: object = {}) =>
  insertTask(
    engine.client,
    Array.from({ length: count }, () => ({})),
    { concurrency, context: { key: 'a' }, ...options },
  );
const act = (name: string, task: string) => engine.rows(`select * from tasker.${name}($1, 'test', 'test')`, [task]);
/** Who waits: nobody without a wait, and nobody who waits for room that is there. */
const waiting = () => engine.rows('select workflow_step_id from tasker.limit_waits order by 1');

it('from a step that ended and nobody said so', async () => {
  await create();
  const worker = await engine.worker();
  const { claimed } = await claimLimited(worker);
  await worker.advance([completed(claimed[0]!)]);
  expect((await claimLimited(worker)).claimed).toEqual([]);
  expect((await claimLimited(worker, { sweep: [] })).claimed).toMatchObject([{ workflow_step_id: 2 }]);
});

it('from a worker that died, once its steps are taken back', async () => {
  await declareLimit(engine.client, 'queue', 'default', { max_running: 1 });
  await create();
  const [dead, worker] = [await engine.worker(), await engine.worker()];
  expect((await claimLimited(dead)).claimed).toHaveLength(1);
  await dead.fallSilent(engine.client);
  expect((await claimLimited(worker, { sweep: [] })).claimed).toEqual([]);
  await worker.reap();
  expect((await claimLimited(worker, { sweep: [] })).claimed).toMatchObject([{ workflow_step_id: 2 }]);
});

it('from a task that was cancelled, which also waits no more', async () => {
  const task = await create(2);
  await create(1);
  const worker = await engine.worker();
  const { claimed } = await claimLimited(worker);
  expect(claimed).toMatchObject([{ task_id: task }]);
  await act('cancel_task', task);
  const next = await claimLimited(worker, { ended: claimed });
  expect(next.claimed).toHaveLength(1);
  expect(next.claimed[0]!.task_id).not.toBe(task);
  expect(await waiting()).toEqual([]);
});

it('from a task that was deleted, with everything that waited', async () => {
  const task = await create(3);
  await create(1);
  const worker = await engine.worker();
  const { claimed } = await claimLimited(worker);
  await worker.advance([completed(claimed[0]!)]);
  await act('cancel_task', task);
  for (const table of ['tasks', 'workflow_steps', 'task_transitions', 'workflow_step_transitions'])
    await engine.rows(`delete from tasker.${table} where task_id = $1`, [task]);
  expect((await claimLimited(worker, { sweep: [] })).claimed).toHaveLength(1);
  await claimLimited(worker, { sweep: [], capacity: 0 });
  expect(await engine.rows('select count(*)::integer as slots from tasker.limit_slots')).toEqual([{ slots: 1 }]);
});

it('waits of a deleted task go when somebody looks for the key, with nobody else waiting', async () => {
  const task = await create(2);
  const worker = await engine.worker();
  await claimLimited(worker);
  await act('cancel_task', task);
  for (const table of ['tasks', 'workflow_steps', 'task_transitions', 'workflow_step_transitions'])
    await engine.rows(`delete from tasker.${table} where task_id = $1`, [task]);
  expect(await waiting()).toEqual([{ workflow_step_id: 2 }]);
  const swept = await claimLimited(worker, { sweep: [], capacity: 0 });
  expect([swept.waiting, await waiting()]).toEqual([false, []]);
});

it('from a step that it was promised to and that was paused or cancelled before it was claimed', async () => {
  const tasks = [await create(1), await create(1), await create(1), await create(1)];
  const worker = await engine.worker();
  const ended = async (claims: readonly Claim[], capacity = 0) => claimLimited(worker, { ended: claims, capacity });
  const first = await claimLimited(worker);
  const holder = () => engine.rows<{ task_id: string }>('select task_id from tasker.limit_slots');
  await worker.advance([completed(first.claimed[0]!)]);
  expect((await ended(first.claimed)).let_go).toBe(1);
  const [promised] = await holder();
  await act('pause_task', promised!.task_id);
  await claimLimited(worker, { sweep: [], capacity: 0 });
  const [second] = await holder();
  expect(second!.task_id).not.toBe(promised!.task_id);
  await act('cancel_task', second!.task_id);
  const last = await claimLimited(worker, { sweep: [] });
  expect(last.claimed).toHaveLength(1);
  expect([first.claimed[0]!.task_id, promised!.task_id, second!.task_id, last.claimed[0]!.task_id].sort()).toEqual([...tasks].sort());
  await act('resume_task', promised!.task_id);
  await worker.advance([completed(last.claimed[0]!)]);
  expect((await ended(last.claimed, 1)).claimed).toMatchObject([{ task_id: promised!.task_id }]);
});

it('from a step that it was promised to and that nobody claims', async () => {
  await create(3);
  const worker = await engine.worker();
  const first = await claimLimited(worker);
  await worker.advance([completed(first.claimed[0]!)]);
  await claimLimited(worker, { ended: first.claimed, capacity: 0 });
  const promised = () => engine.rows('select workflow_step_id, worker_id is null as promise from tasker.limit_slots');
  expect(await promised()).toEqual([{ workflow_step_id: 2, promise: true }]);
  await claimLimited(worker, { sweep: [], capacity: 0 });
  expect(await promised()).toEqual([{ workflow_step_id: 2, promise: true }]);
  await engine.rows("update tasker.limit_slots set claimed_at = claimed_at - interval '3 seconds'");
  await claimLimited(worker, { sweep: [], capacity: 0 });
  expect(await promised()).toEqual([{ workflow_step_id: 3, promise: true }]);
  // Both may be claimed now; one of them has the slot.
  expect((await claimLimited(worker)).claimed).toMatchObject([{ workflow_step_id: 3 }]);
  expect(await waiting()).toEqual([{ workflow_step_id: 2 }]);
});

it('only when the row says so: a call that comes too early changes nothing', async () => {
  await create();
  const worker = await engine.worker();
  const { claimed } = await claimLimited(worker);
  expect((await claimLimited(worker, { ended: claimed })).claimed).toEqual([]);
  expect(await engine.rows('select 1 from tasker.limit_slots')).toHaveLength(1);
});

it('a step in a paused task is not let go, and takes its turn afterwards', async () => {
  const [one, two] = [await create(1), await create(1)];
  const worker = await engine.worker();
  const { claimed } = await claimLimited(worker);
  expect(claimed).toMatchObject([{ task_id: one }]);
  await act('pause_task', two);
  expect(await waiting()).toEqual([]);
  await worker.advance([completed(claimed[0]!)]);
  expect((await claimLimited(worker, { ended: claimed })).claimed).toEqual([]);
  await act('resume_task', two);
  expect((await claimLimited(worker)).claimed).toMatchObject([{ task_id: two }]);
});

it('a step that no live worker serves is left, others with its key go on', async () => {
  await create(2, { definition: 'shared', version: '1.0.0' });
  await create(1, { definition: 'shared', version: '2.0.0' });
  const lanes = await engine.rows<{ lane: number; version: string }>(
    'select l.lane, t.version from tasker.lanes l join tasker.named_tasks t using (named_task_id) order by 1',
  );
  const of = (version: string) => lanes.filter((lane) => lane.version === version).map(({ lane }) => lane);
  const old = await engine.worker(undefined, { lanes: of('1.0.0') });
  const first = await claimLimited(old, { lanes: of('1.0.0') });
  expect(first.claimed).toHaveLength(1);
  const young = await engine.worker(undefined, { lanes: of('2.0.0') });
  expect((await claimLimited(young, { lanes: of('2.0.0') })).claimed).toEqual([]);
  await old.advance([completed(first.claimed[0]!)]);
  await engine.rows('update tasker.workers set stopped_at = clock_timestamp() where worker_id = $1', [old.id]);
  expect((await claimLimited(young, { lanes: of('2.0.0'), sweep: [] })).claimed).toHaveLength(1);
  expect(await waiting()).toHaveLength(1);
});
