import { expect, it } from 'vitest';
import { costOf } from '../../support/company.js';
import { useEngine } from '../../support/engine.js';
import { claimLimited } from '../../support/limited.session.js';
import { insertTask } from '../../support/rows.js';
import { completed, type WorkerSession } from '../../support/worker.session.js';

const engine = useEngine({ guarded: false });
const AHEAD = 20_000;
const aging = '{"seconds": 30, "slots": 1, "turn": 1, "draw": 4}';

/** Pages that a call reads which looks after what nobody freed. */
async function sweepPages(worker: WorkerSession): Promise<number> {
  const [row] = await engine.rows<{ lanes: number[] }>('select array_agg(lane order by lane) as lanes from tasker.lanes');
  const text = `select * from tasker.claim_limited($1, 0, $2, '{}', '{}', '[]', '${aging}', false)`;
  return (await costOf(worker.client, text, [worker.id, row!.lanes])).pages;
}

it(`${AHEAD} steps wait whose version allows no more: they are not read when one of another version is let go`, async () => {
  const concurrency = { key: 'key', limit: 1 };
  const context = { key: 'a' };
  const task = await insertTask(engine.client, [{}, {}], { concurrency, context });
  const worker = await engine.worker();
  expect((await claimLimited(worker)).claimed).toHaveLength(1);
  await engine.rows(
    `with task as (
       insert into tasker.tasks (task_id, named_task_id, requested_at, state, incomplete_steps, active_steps, context)
       select gen_random_uuid(), named_task_id, requested_at, 'pending', 1, 1, context
       from tasker.tasks, generate_series(1, $1) where task_id = $2 returning task_id),
     step as (
       insert into tasker.workflow_steps (task_id, workflow_step_id, named_step_id, lane, pending_parents, parent_ids, child_ids, ready_at)
       select task.task_id, 1, s.named_step_id, s.lane, 0, '{}', '{}', 'infinity'
       from task, tasker.workflow_steps s where s.task_id = $2 and s.workflow_step_id = 2)
     insert into tasker.limit_waits
     select task.task_id, 1, limit_id, key, lane, w.priority, since from task, tasker.limit_waits w where w.task_id = $2`,
    [AHEAD, task],
  );
  await insertTask(engine.client, [{}], { version: '2.0.0', concurrency: { ...concurrency, limit: 2 }, context: { key: 'b' } });
  const younger = await engine.worker();
  // The first call of a session reads the catalogue.
  await sweepPages(younger);
  expect(await sweepPages(younger)).toBeLessThan(100);
  await insertTask(engine.client, [{}, {}], { version: '2.0.0', concurrency: { ...concurrency, limit: 2 }, context });
  expect((await claimLimited(younger)).claimed).toHaveLength(2);
  expect(await sweepPages(younger)).toBeLessThan(100);
});

it(`waits of ${AHEAD / 20} steps that are gone do not hide the one behind them`, async () => {
  const concurrency = { key: 'key', limit: 1 };
  const task = await insertTask(engine.client, [{}, {}], { concurrency, context: { key: 'a' } });
  const worker = await engine.worker();
  const { claimed } = await claimLimited(worker);
  await engine.rows(
    `with gone as (
       insert into tasker.tasks (task_id, named_task_id, requested_at, finished_at, state, incomplete_steps, active_steps, context)
       select gen_random_uuid(), named_task_id, requested_at, now(), 'complete', 0, 0, context
       from tasker.tasks, generate_series(1, $1) where task_id = $2 returning task_id)
     insert into tasker.limit_waits select g.task_id, 1, limit_id, key, lane, 0, since - interval '1 hour'
     from tasker.limit_waits w, gone g`,
    [AHEAD / 20, task],
  );
  await worker.advance([completed(claimed[0]!)]);
  expect((await claimLimited(worker, { ended: claimed })).claimed).toMatchObject([{ workflow_step_id: 2 }]);
});

it(`${AHEAD} steps of a full key stand before one of another key: it runs, and each of them is looked at once`, async () => {
  const concurrency = { key: 'key', limit: 1 };
  await insertTask(engine.client, [{}], { concurrency, context: { key: 'b' } });
  await engine.client.query(
    `with task as (
       insert into tasker.tasks (task_id, named_task_id, requested_at, state, incomplete_steps, active_steps, context)
       select gen_random_uuid(), named_task_id, requested_at, 'in_progress', 1, 1, '{"key": "a"}'
       from tasker.tasks, generate_series(1, $1) returning task_id)
     insert into tasker.workflow_steps (task_id, workflow_step_id, named_step_id, lane, pending_parents, parent_ids, child_ids, ready_at)
     select task.task_id, 1, s.named_step_id, s.lane, 0, '{}', '{}', clock_timestamp() - interval '1 hour' + n.number * interval '1 microsecond'
     from (select task_id, row_number() over () as number from task) task, tasker.workflow_steps s,
       lateral (select task.number) n`,
    [AHEAD],
  );
  const worker = await engine.worker();
  const claimed = [];
  let calls = 0;
  for (let more = true; more && claimed.length < 2; calls += 1) {
    const report = await claimLimited(worker);
    claimed.push(...report.claimed);
    more = report.more ?? false;
  }
  expect(calls).toBe(Math.ceil((AHEAD + 1) / 500));
  expect(claimed).toMatchObject([{ context: { key: 'a' } }, { context: { key: 'b' } }]);
  // From now on those that wait stand in nobody's way.
  const first = claimed[0]!;
  await worker.advance([completed(first)]);
  const next = await claimLimited(worker, { ended: [first] });
  expect(next).toMatchObject({ more: false, claimed: [{ context: { key: 'a' } }] });
  expect(await engine.rows('select count(*)::integer as waiting from tasker.limit_waits')).toEqual([{ waiting: AHEAD - 2 }]);
  // Whoever comes next is found by index: the cost does not follow the number of those that wait.
  const [second] = next.claimed;
  await worker.advance([completed(second!)]);
  const lanes = await engine.rows<{ lane: number }>('select lane from tasker.lanes order by 1');
  const { pages } = await costOf(worker.client, `select * from tasker.claim_limited($1, 1, $2, $3, '{1}', null, '${aging}', false)`, [
    worker.id,
    lanes.map(({ lane }) => lane),
    [second!.task_id],
  ]);
  expect(pages).toBeLessThan(1_000);
});
