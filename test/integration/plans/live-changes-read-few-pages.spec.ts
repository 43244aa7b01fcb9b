import { describe, expect, it } from 'vitest';
import { costOf, define, load } from '../../support/company.js';
import { useEngine } from '../../support/engine.js';
import { figure } from '../../support/figures.js';

const FINISHED = 20_000;
const RECENT = 50;

/** Each look, and the pages that it may read: about twice what it does. */
const LOOKS: Readonly<Record<string, readonly [statement: string, pages: number]>> = {
  'at nothing new': [`select * from tasker.follow_history((select ids from ends), '{"{}","{}","{}"}', 2000, null, false)`, 30],
  'at what is new': [`select * from tasker.follow_history((select ids from before), '{"{}","{}","{}"}', 2000, null, false)`, 2_500],
  'at a gap of long ago': [
    `select * from tasker.follow_history((select ids from ends), '{"{}","{[900,901)}","{}"}', 2000, null, true)`,
    350,
  ],
  'at one task': [`select * from tasker.follow_tasks((select ids[1:1] from watched), '{0}', '{0}', 200)`, 40],
  'at a hundred tasks where nothing is new': [
    `select * from tasker.follow_tasks((select ids from watched), array_fill(1000000000::bigint, array[100]),
       array_fill(1000000000::bigint, array[100]), 200)`,
    1_500,
  ],
};

describe('looks at what was committed, planned while the tables were empty', () => {
  const engine = useEngine({ guarded: false });

  it('read few pages, and no table from end to end, beside a long history', async () => {
    await engine.client.query(
      "create temp table ends as select tasker.history_ends('{0,0,0}') as ids; create temp table before as select * from ends; create temp table watched (ids uuid[])",
    );
    const look = async () => {
      for (const [statement] of Object.values(LOOKS)) await engine.client.query(statement);
    };
    const [one] = await define(engine.client, ['one']);
    for (let count = 0; count < 6; count += 1) await look();
    await load(engine.client, one!, { kind: 'finished', count: FINISHED });
    await engine.client.query("update before set ids = tasker.history_ends('{0,0,0}')");
    await load(engine.client, one!, { kind: 'finished', count: RECENT });
    await engine.client.query("update ends set ids = tasker.history_ends('{0,0,0}')");
    await engine.client.query('insert into watched select array(select task_id from tasker.tasks limit 100)');
    await engine.client.query(`select brin_summarize_new_values(i) from unnest(
      '{tasker.tasks_creation,tasker.task_transitions_order,tasker.workflow_step_transitions_order}'::regclass[]) as i`);
    const scans = async () => {
      await engine.client.query('select pg_stat_force_next_flush()');
      return engine.rows(
        `select relname, seq_scan::integer as scans from pg_stat_user_tables where schemaname = 'tasker'
         and relname = any ('{tasks,workflow_steps,task_transitions,workflow_step_transitions}') order by 1`,
      );
    };
    // The catalogue is read once.
    await look();
    const before = await scans();
    for (const [what, [statement, pages]] of Object.entries(LOOKS)) {
      const cost = await costOf(engine.client, statement, []);
      figure(`a look ${what}: ${cost.pages} pages, ${cost.milliseconds.toFixed(2)} ms`);
      expect(cost.pages, what).toBeLessThanOrEqual(pages);
    }
    expect(await scans()).toEqual(before);
    const [row] = await engine.rows(
      'select jsonb_array_length(changes) as changes from tasker.follow_history((select ids from before), \'{"{}","{}","{}"}\', 2000, null, false)',
    );
    expect(row!.changes).toBeGreaterThanOrEqual(2 * RECENT);
  });
});
