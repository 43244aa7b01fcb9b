import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineDatabase } from '../../../libs/tasker/src/database/engine.database.js';
import { TaskHistoryReader, type HistoryStretch } from '../../../libs/tasker/src/database/task-history.reader.js';
import { insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

const ROWS = 20_000;

describe('a page of a long history', () => {
  const session = useSession();
  let database: EngineDatabase;
  beforeEach(async () => {
    // One connection: what it has read is told when it is asked.
    database = new EngineDatabase(
      await new DataSource({ type: 'postgres', url: session.url, extra: { max: 1 } }).initialize(),
      'tasker',
      true,
    );
  });
  afterEach(() => database.close());

  const rowsRead = async () => {
    await database.records('select pg_stat_force_next_flush()');
    const [row] = await database.records<{ rows: number; scans: number }>(
      `select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::integer as rows, sum(seq_scan)::integer as scans
       from pg_stat_user_tables where relname in ('task_transitions', 'workflow_step_transitions')`,
    );
    return row!;
  };

  it('reads the rows of the page and no others, from either end and from the middle', async () => {
    const taskId = await insertTask(session.client, [{ state: 'complete' }, { state: 'complete' }]);
    const reader = new TaskHistoryReader(database);
    const page = { taskId, stepId: null, descending: false, limit: 20 } as const;
    // Planned while the tables are empty, and kept by the connection.
    for (const descending of [true, false]) await reader.page({ ...page, descending, after: { task: null, step: null } });
    const values = `select $1, now() - interval '1 day' + g * interval '1 second', 'pending', 'pending'`;
    await session.rows(
      `insert into tasker.task_transitions (task_id, created_at, from_state, to_state) ${values} from generate_series(1, ${ROWS}) g`,
      [taskId],
    );
    await session.rows(
      `insert into tasker.workflow_step_transitions (task_id, created_at, from_state, to_state, workflow_step_id, attempt)
       ${values}, 1, 1 from generate_series(1, ${ROWS}) g`,
      [taskId],
    );
    const stretches: Partial<HistoryStretch>[] = [
      { after: { task: null, step: null } },
      { after: { task: null, step: null }, descending: true },
      { after: { task: '9000', step: '9001' } },
      { after: { task: '9000', step: '9001' }, descending: true },
      { after: { task: null, step: '9001' }, stepId: 1 },
    ];
    for (const stretch of stretches) {
      const before = await rowsRead();
      expect(await reader.page({ ...page, after: { task: null, step: null }, ...stretch })).toHaveLength(20);
      const after = await rowsRead();
      expect(after.scans - before.scans, JSON.stringify(stretch)).toBe(0);
      expect(after.rows - before.rows, JSON.stringify(stretch)).toBeLessThanOrEqual(2 * 20);
    }
    const before = await rowsRead();
    await database.records('select count(*) from tasker.task_transitions where reason is null');
    expect((await rowsRead()).rows - before.rows, 'what is read shows').toBeGreaterThanOrEqual(ROWS);
  });
});
