import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { claimLimited, declareLimit, limitsOf } from '../../support/limited.session.js';
import { insertTask } from '../../support/rows.js';
import { blocked, completed } from '../../support/worker.session.js';

const engine = useEngine();
const steps = (count: number) => Array.from({ length: count }, () => ({}));
const keyed = (limit: number, version = '1.0.0') => ({ version, concurrency: { key: 'key', limit }, context: { key: 'a' } });
const free = { context: { key: 'a' } };
const parked = () => engine.rows("select workflow_step_id from tasker.workflow_steps where ready_at = 'infinity'");

it('a lower number: nothing new starts until fewer run', async () => {
  await declareLimit(engine.client, 'queue', 'slow', { max_running: 4 });
  await insertTask(engine.client, steps(8), { queue: 'slow' });
  const worker = await engine.worker();
  const { claimed } = await claimLimited(worker);
  expect(await declareLimit(engine.client, 'queue', 'slow', { max_running: 2 })).toMatchObject([
    { kind: 'queue', name: 'slow', former: { max_running: 4 }, removed: false },
  ]);
  for (const claim of claimed.slice(0, 2)) {
    await worker.advance([completed(claim)]);
    expect((await claimLimited(worker, { ended: [claim] })).claimed).toEqual([]);
  }
  await worker.advance([completed(claimed[2]!)]);
  expect((await claimLimited(worker, { ended: [claimed[2]!] })).claimed).toHaveLength(1);
});

it('a limit of a key that is raised or lowered: what waits is looked at anew', async () => {
  const task = await insertTask(engine.client, steps(6), keyed(2));
  const worker = await engine.worker();
  const first = await claimLimited(worker);
  expect(first.claimed).toHaveLength(2);
  await insertTask(engine.client, steps(6), { ...keyed(4), context: { key: 'b' } });
  expect(await parked()).toEqual([]);
  const second = await claimLimited(worker);
  expect(second.claimed.filter(({ task_id }) => task_id === task)).toHaveLength(2);
  await insertTask(engine.client, steps(6), { ...keyed(1), context: { key: 'c' } });
  const running = [...first.claimed, ...second.claimed.filter(({ task_id }) => task_id === task)];
  for (const claim of running.slice(0, 3)) {
    await worker.advance([completed(claim)]);
    const { claimed } = await claimLimited(worker, { ended: [claim] });
    expect(claimed.filter(({ task_id }) => task_id === task)).toEqual([]);
  }
  await worker.advance([completed(running[3]!)]);
  expect((await claimLimited(worker, { ended: [running[3]!] })).claimed).toMatchObject([{ task_id: task }]);
});

it('no limit any more: what waits may run at once, in the order in which it was ready', async () => {
  await insertTask(engine.client, steps(4), keyed(1));
  const worker = await engine.worker();
  await claimLimited(worker);
  const former = await engine.rows('select workflow_step_id, since from tasker.limit_waits order by 1');
  expect(former).toHaveLength(3);
  await insertTask(engine.client, steps(1), free);
  expect(
    await engine.rows(
      'select workflow_step_id, ready_at as since from tasker.workflow_steps where workflow_step_id > 1 and ready_at is not null order by 1',
    ),
  ).toEqual(former);
  expect(await limitsOf(engine.client)).toEqual([]);
  expect(await engine.rows('select 1 from tasker.limit_slots union all select 1 from tasker.limit_waits')).toEqual([]);
  expect(await worker.claim()).toHaveLength(4);
});

it('a task that is paused while a deployment changes its limit stays paused', async () => {
  const task = await insertTask(engine.client, steps(3), keyed(1));
  const worker = await engine.worker();
  await claimLimited(worker);
  const [person, deployment] = [await engine.session(), await engine.session()];
  await person.query('begin');
  await person.query("select * from tasker.pause_task($1, 'test', 'test')", [task]);
  const registered = insertTask(deployment, steps(3), { ...keyed(4), context: { key: 'b' } });
  await blocked(deployment, engine.client);
  await person.query('commit');
  await registered;
  expect(
    await engine.rows("select workflow_step_id from tasker.workflow_steps where task_id = $1 and ready_at < 'infinity'", [task]),
  ).toEqual([]);
  const { claimed } = await claimLimited(worker);
  expect(claimed.filter(({ task_id }) => task_id === task)).toEqual([]);
});

it('a removed limit of a queue is gone with its slots; removing it again changes nothing', async () => {
  await declareLimit(engine.client, 'queue', 'slow', { max_running: 1 });
  await insertTask(engine.client, steps(3), { queue: 'slow' });
  const worker = await engine.worker();
  await claimLimited(worker);
  expect(await declareLimit(engine.client, 'queue', 'slow', { removed: true })).toMatchObject([{ removed: true }]);
  expect(await declareLimit(engine.client, 'queue', 'slow', { removed: true })).toEqual([]);
  expect(await engine.rows('select 1 from tasker.limit_slots')).toEqual([]);
  // A worker that has not heard of it yet still asks in this way.
  expect((await claimLimited(worker)).claimed).toHaveLength(2);
});

it('the same limit again changes nothing and tells nobody', async () => {
  await declareLimit(engine.client, 'queue', 'slow', { max_running: 3, rate: 5, per_seconds: 60, burst: 5 });
  const [before] = await engine.rows('select * from tasker.limits');
  expect(await declareLimit(engine.client, 'queue', 'slow', { max_running: 3, rate: 5, per_seconds: 60, burst: 5 })).toEqual([]);
  expect(await engine.rows('select * from tasker.limits')).toEqual([before]);
});

it('two versions with different numbers: all count together, each goes by its own', async () => {
  await insertTask(engine.client, steps(4), keyed(1, '1.0.0'));
  await insertTask(engine.client, steps(4), keyed(3, '2.0.0'));
  const worker = await engine.worker();
  const versionOf = async () =>
    (
      await engine.rows<{ version: string; running: number }>(`
        select n.version, count(*)::integer as running from tasker.workflow_steps s join tasker.tasks t using (task_id)
        join tasker.named_tasks n using (named_task_id) where s.state = 'in_progress' group by 1 order by 1`)
    ).map(({ version, running }) => `${version}: ${running}`);
  const { claimed } = await claimLimited(worker);
  expect(await versionOf()).toEqual(['1.0.0: 1', '2.0.0: 2']);
  const [old] = claimed.filter(({ workflow_step_id }) => workflow_step_id === 1);
  await worker.advance([completed(old!)]);
  const next = await claimLimited(worker, { ended: [old!] });
  expect(next.claimed).toHaveLength(1);
  const ofSecond = claimed.filter((claim) => claim !== old).concat(next.claimed);
  await worker.advance(ofSecond.map((claim) => completed(claim)));
  await claimLimited(worker, { ended: ofSecond });
  expect((await versionOf())[0]).toBe('1.0.0: 1');
});

it('definitions with the same name in other namespaces have limits of their own', async () => {
  await insertTask(engine.client, steps(1), keyed(1));
  await engine.rows(`select * from tasker.register_definition('other', 'rows', '1.0.0', null, 'x', $1)`, [
    {
      concurrencyKey: 'key',
      concurrencyLimit: 1,
      steps: [{ name: 'a', queue: 'default', dependentSystem: 'unknown', skippable: false, retryable: true, retryLimit: 3 }],
    },
  ]);
  expect((await limitsOf(engine.client)).map(({ name }) => name)).toEqual(['default/rows', 'other/rows']);
});
