import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { act } from '../../support/feed.js';
import { insertTask, insertWorker } from '../../support/rows.js';

const engine = useEngine();

it('a row of a transaction that had the task while the reaper was on its way is older than those of the reaper', async () => {
  const taskId = await insertTask(engine.client, [{ state: 'in_progress' }]);
  const [reaper, other] = [await engine.session(), await engine.session()];
  const id = await insertWorker(reaper);
  const reap = () => reaper.query('select steps from tasker.reap_worker($1, $2, $3)', [id, '{"default": {"jitter": 0}}', '1 second']);
  // From now on the session knows the function: the next call waits inside of it.
  expect((await reap()).rows).toEqual([]);
  await engine.rows("update tasker.workers set heartbeat_at = now() - interval '1 minute' where worker_id <> $1", [id]);
  await other.query('begin');
  // The reaper has begun and waits for the table that it reads first.
  await other.query('lock table tasker.workers in access exclusive mode');
  const reaped = reap();
  const waits = () => engine.rows("select from pg_locks where relation = 'tasker.workers'::regclass and not granted");
  await eventually(async () => (await waits()).length === 1, { what: 'the reaper waits' });
  await act(other, taskId, 'pause');
  await other.query('commit');
  expect((await reaped).rows[0].steps).toMatchObject([[taskId, 1, 1, null]]);
  const history = await engine.rows(
    `select s.created_at > t.created_at as later from tasker.workflow_step_transitions s join tasker.task_transitions t using (task_id)
     where s.to_state = 'error' and t.metadata ->> 'action' = 'pause'`,
  );
  expect(history).toEqual([{ later: true }]);
});
