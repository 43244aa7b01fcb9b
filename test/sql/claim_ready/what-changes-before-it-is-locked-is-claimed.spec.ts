import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { insertTask } from '../../support/rows.js';
import { blocked, completed, stepRow } from '../../support/worker.session.js';

const engine = useEngine();

/** Makes each claim stop after it has taken its snapshot and before it looks at the queue, while somebody holds advisory lock 7. */
const stopBetweenSnapshotAndLock = () =>
  engine.rows(`create or replace function tasker.parse_units(p_units jsonb) returns table (lane integer, priority integer, mark timestamptz)
    language plpgsql volatile rows 1 as $$
    begin
      perform pg_advisory_xact_lock(7);
      return query select (u ->> 0)::integer, (u ->> 1)::integer, (u ->> 2)::timestamptz from jsonb_array_elements(p_units) u;
    end $$`);

it('a step that somebody writes between the snapshot of a claim and its lock is claimed, with what was written', async () => {
  const task = await insertTask(engine.client, [{ readyIn: -3 }, { readyIn: -2 }, { readyIn: -1 }]);
  const worker = await engine.worker();
  await stopBetweenSnapshotAndLock();
  const holder = await engine.session();
  await holder.query('select pg_advisory_lock(7)');
  const claiming = worker.advance([], { capacity: 10 });
  await blocked(worker.client, engine.client);
  await engine.rows('select * from tasker.change_retry_limit($1, 1, 9, $2, $3)', [task, 'somebody', 'because']);
  await engine.rows('update tasker.workflow_steps set ready_at = null where task_id = $1 and workflow_step_id = 2', [task]);
  await holder.query('select pg_advisory_unlock(7)');

  const { claimed } = await claiming;
  expect(claimed).toMatchObject([
    { workflow_step_id: 1, attempt: 1, retry_limit: 9 },
    { workflow_step_id: 3, attempt: 1 },
  ]);
  expect(await stepRow(engine.client, task, 1)).toMatchObject({
    state: 'in_progress',
    ready_at: null,
    claimed_by: worker.id,
    retry_limit: 9,
  });
  expect(await stepRow(engine.client, task, 2)).toMatchObject({ state: 'pending', attempts: 0, claimed_by: null });

  await engine.rows(
    "update tasker.workflow_steps set ready_at = now() - interval '2 seconds' where task_id = $1 and workflow_step_id = 2",
    [task],
  );
  const [rest] = await worker.claim();
  expect((await worker.advance([...claimed, rest!].map((claim) => completed(claim)))).rested).toEqual([[task, 'complete']]);
});
