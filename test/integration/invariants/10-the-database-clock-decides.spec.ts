import { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { insertTask } from '../../support/rows.js';
import { RetryableError } from 'nestjs-tasker';
import { blocked, completed, failed, letAdvanceWait, stepRow, taskRow } from '../../support/worker.session.js';
import { workflow } from '../../support/workflows.js';

describe('invariant 10: the database clock decides', () => {
  const engine = useEngine();

  it.each(['serializable', 'repeatable read'])('advance under %s is refused and changes nothing', async (level) => {
    const taskId = await insertTask(engine.client, [{}]);
    const worker = await engine.worker();
    const [claim] = await worker.claim();
    await worker.client.query(`begin isolation level ${level}`);
    await expect(worker.advance([completed(claim!)], { lanes: [] })).rejects.toThrow(/read committed only, not under/);
    await worker.client.query('rollback');
    expect((await stepRow(engine.client, taskId, 1)).state).toBe('in_progress');
  });

  it("the engine's own connections run under read committed and UTC, whatever the database says", async () => {
    const name = new URL(engine.url).pathname.slice(1);
    await engine.client.query(`alter database ${name} set default_transaction_isolation = 'serializable'`);
    await engine.client.query(`alter database ${name} set timezone = 'Asia/Kathmandu'`);
    const handler = workflow('two', { first: {}, second: { dependsOn: 'first' } });
    const app = await engine.app([handler]);
    expect((await app.run(handler)).state).toBe('complete');
  });

  it('the time of a completion is the time after its locks were held', async () => {
    await letAdvanceWait(engine.client);
    const taskId = await insertTask(engine.client, [{}]);
    const worker = await engine.worker();
    const [claim] = await worker.claim();
    const holder = await engine.session();
    await holder.query('begin');
    await holder.query('select from tasker.tasks where task_id = $1 for update', [taskId]);
    const completion = worker.advance([completed(claim!)]);
    await blocked(worker.client, engine.client);
    const { rows } = await holder.query('select clock_timestamp() as released');
    await holder.query('commit');
    await completion;
    const times = await engine.rows(
      `select s.processed_at >= $2 and t.finished_at >= $2 and h.created_at >= $2 as after
       from tasker.tasks t join tasker.workflow_steps s using (task_id) join tasker.workflow_step_transitions h using (task_id) where task_id = $1`,
      [taskId, rows[0].released],
    );
    expect(times).toEqual([{ after: true }]);
  });

  it.each(['Pacific/Kiritimati', 'America/St_Johns'])(
    'in sessions of time zone %s a task runs, waits and retries as in UTC',
    async (zone) => {
      const session = await engine.session({ options: `-c timezone=${zone}` });
      const worker = await engine.worker(session);
      const taskId = await insertTask(session, [{}, { parents: [1] }]);
      const [first] = await worker.claim();
      const { settled } = await worker.advance([failed(first!, { retryAfter: 30 })]);
      expect(settled[0]![4]).toBeCloseTo(30, 3);
      const wait = await engine.rows<{ wait: number }>(
        'select extract(epoch from ready_at - clock_timestamp())::float8 as wait from tasker.workflow_steps where task_id = $1 and workflow_step_id = 1',
        [taskId],
      );
      expect(wait[0]!.wait > 0 && wait[0]!.wait <= 30).toBe(true);
      expect(await worker.claim()).toEqual([]);
      await session.query('update tasker.workflow_steps set ready_at = clock_timestamp() where ready_at is not null');
      const { units, claimed } = await worker.advance([], { capacity: 1 });
      const more = await worker.advance([completed(claimed[0]!)], { capacity: 1, units });
      expect((await worker.advance([completed(more.claimed[0]!)], { units })).rested).toEqual([[taskId, 'complete']]);
    },
  );

  it("a host's DataSource with another time zone runs tasks, and views show the same moments", async () => {
    const dataSource = await new DataSource({
      type: 'postgres',
      url: engine.url,
      extra: { options: '-c timezone=America/St_Johns' },
    }).initialize();
    let tries = 0;
    const handler = workflow('flaky', {
      only: {
        run: () => {
          tries += 1;
          if (tries === 1) throw new RetryableError('busy', { retryAfter: 0 });
          return {};
        },
      },
    });
    const app = await engine.app([handler], { database: { dataSource } });
    const done = await app.run(handler);
    expect([done.state, tries]).toEqual(['complete', 2]);
    const row = await taskRow(engine.client, done.taskId);
    expect([done.requestedAt, done.finishedAt]).toEqual([row.requested_at, row.finished_at]);
    await app.close();
    await dataSource.destroy();
  });
});
