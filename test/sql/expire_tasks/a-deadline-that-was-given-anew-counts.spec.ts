import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { insertTask } from '../../support/rows.js';
import { blocked, taskRow } from '../../support/worker.session.js';

const engine = useEngine();

it('a task that a person lets run again while its deadline is being looked at goes on, with its new deadline', async () => {
  const id = await insertTask(engine.client, [{ state: 'error', attempts: 3 }]);
  await engine.rows("insert into tasker.task_deadlines (task_id, deadline_at) values ($1, now() - interval '1 minute')", [id]);
  await engine.rows(`update tasker.named_tasks set configuration = configuration || '{"maxExecutionTime": 3600000}'`);
  const [person, keeper] = [await engine.session(), await engine.session()];
  await person.query('begin');
  await person.query('lock table tasker.tasks in access exclusive mode');
  const expired = keeper.query('select * from tasker.expire_tasks(10)');
  await blocked(keeper, engine.client);
  await person.query("select * from tasker.retry_steps($1, null, null, 'ann', null)", [id]);
  await person.query('commit');
  expect((await expired).rows).toEqual([]);
  expect(await taskRow(engine.client, id)).toMatchObject({ state: 'pending' });
  expect(await engine.rows('select deadline_at > now() as later from tasker.task_deadlines')).toEqual([{ later: true }]);
});
