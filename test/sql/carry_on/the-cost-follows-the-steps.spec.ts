import { expect, it } from 'vitest';
import { blueprint, createTasks } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';

const STEPS = 1_500;
/** Rows that one action may read: each step a few times. Reading every step for every step would be two million. */
const MOST = 60 * STEPS;

const engine = useEngine({ guarded: false });

const rowsRead = async () => {
  await engine.client.query('select pg_stat_force_next_flush()');
  const [read] = await engine.rows<{ rows: string }>(
    "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as rows from pg_stat_user_tables where relname = 'workflow_steps'",
  );
  return Number(read!.rows);
};

it.each(['never analysed', 'analysed with small tasks'])('an action on a task of %s reads each step a few times', async (statistics) => {
  const plan = await blueprint(engine.client, STEPS);
  await createTasks(engine.client, plan, { steps: [{}, {}], tasks: Array.from({ length: 200 }, () => ({})) });
  if (statistics !== 'never analysed') await engine.client.query('analyze tasker.workflow_steps, tasker.tasks');
  const row = Array.from({ length: STEPS }, (_, place) => (place === 0 ? {} : { parents: [place] }));
  const { asked } = await createTasks(engine.client, plan, { steps: row, tasks: [{}, { concurrent: false }, {}, {}] });
  const fail =
    "update tasker.workflow_steps set state = 'error', ready_at = null, pending_parents = 0 where task_id = $1 and workflow_step_id > 2";
  await engine.client.query(fail, [asked[2]]);
  const read: Record<string, number> = {};
  for (const [name, call, taskId] of [
    ['cancel_step', 'cancel_step($1, 2, null, null)', asked[0]],
    ['settle_step', "settle_step($1, 1, 'complete', '{}', null, null)", asked[1]],
    ['retry_steps', 'retry_steps($1, null, null, null, null)', asked[2]],
    ['pause_task', 'pause_task($1, null, null)', asked[2]],
    ['resume_task', 'resume_task($1, null, null)', asked[2]],
    ['resolve_task', 'resolve_task($1, null, null)', asked[2]],
    ['cancel_task', 'cancel_task($1, null, null)', asked[3]],
  ] as const) {
    const before = await rowsRead();
    await engine.client.query(`select * from tasker.${call}`, [taskId]);
    read[name] = (await rowsRead()) - before;
  }
  expect(Object.entries(read).filter(([, rows]) => rows > MOST || rows === 0)).toEqual([]);
});
