import { expect, it } from 'vitest';
import { costOf } from '../../support/company.js';
import { useEngine } from '../../support/engine.js';
import { claimLimited } from '../../support/limited.session.js';
import { insertTask } from '../../support/rows.js';
import { completed } from '../../support/worker.session.js';

const engine = useEngine({ guarded: false });
const AHEAD = 20_000;

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
  const { pages } = await costOf(
    worker.client,
    'select * from tasker.claim_limited($1, 1, $2, $3, \'{1}\', null, \'{"seconds": 30, "slots": 1, "turn": 1, "draw": 4}\', false)',
    [worker.id, lanes.map(({ lane }) => lane), [second!.task_id]],
  );
  expect(pages).toBeLessThan(1_000);
});
