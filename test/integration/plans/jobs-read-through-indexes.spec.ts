import { describe, expect, it } from 'vitest';
import { blueprint, createTasks } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';

const TABLES = [
  'tasks',
  'workflow_steps',
  'task_transitions',
  'workflow_step_transitions',
  'task_annotations',
  'task_deadlines',
  'dead_letters',
];

describe('the functions of recurring jobs, planned while the tables were empty', () => {
  const engine = useEngine({ guarded: false });

  it('read no table from end to end', async () => {
    const plan = await blueprint(engine.client, 2);
    const policies = JSON.stringify({ [plan.namedTask]: { waiting: 1, lifetime: 1, lostAttempts: 1, fail: true } });
    const periods = JSON.stringify({ [plan.namedTask]: [0, true] });
    const session = await engine.session();
    const round = async () => {
      const { rows } = await session.query('select failing from tasker.notice_waiting($1, null, 10)', [policies]);
      await session.query('select * from tasker.notice_lifetime($1, null, 10)', [policies]);
      await session.query("select * from tasker.fail_stale('waiting', $1, $2)", [rows[0].failing, policies]);
      await session.query('select * from tasker.tell_warnings(10)');
      await session.query('select tasker.clear_warnings($1, null, 10)', [policies]);
      await session.query("select * from tasker.retire_tasks($1, '{complete,error}', null, 10, 10)", [periods]);
    };
    await round();
    await createTasks(engine.client, plan, { steps: [{}, { parents: [1] }], tasks: Array.from({ length: 2_000 }, () => ({})) });
    await engine.rows("update tasker.tasks set requested_at = now() - interval '1 hour'");
    await engine.rows("update tasker.workflow_steps set ready_at = now() - interval '1 hour' where ready_at is not null");
    const read = async () => {
      await session.query('select pg_stat_force_next_flush()');
      const { rows } = await session.query(
        'select relname, seq_scan::integer as scans from pg_stat_user_tables where schemaname = $1 and relname = any ($2) order by 1',
        ['tasker', TABLES],
      );
      return rows;
    };
    const before = await read();
    for (let count = 0; count < 3; count++) await round();
    expect(await read()).toEqual(before);
    await session.query('select count(*) from tasker.task_transitions where reason is null');
    expect(await read(), 'a scan shows').not.toEqual(before);
    expect(await engine.rows('select from tasker.archived_tasks')).toHaveLength(30);
  });
});
