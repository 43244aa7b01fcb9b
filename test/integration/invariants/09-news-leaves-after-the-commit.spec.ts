import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { insertTask } from '../../support/rows.js';
import { completed, letAdvanceWait, taskRow } from '../../support/worker.session.js';
import { single } from '../../support/workflows.js';

describe('invariant 9: news leaves after the commit', () => {
  const engine = useEngine();
  const listener = async (channel: string) => {
    const session = await engine.session();
    const heard: string[] = [];
    session.on('notification', ({ payload }) => heard.push(payload ?? ''));
    await session.query(`listen "tasker.${channel}"`);
    // A statement of the listener's own: whatever was committed before it has arrived when it answers.
    return async () => {
      await session.query('select 1');
      return heard;
    };
  };

  it('released steps are notified once for the whole batch, after the commit, and not at all after a rollback', async () => {
    const heard = await listener('work');
    for (let count = 0; count < 5; count += 1) await insertTask(engine.client, [{}, { parents: [1] }, { parents: [1] }]);
    const worker = await engine.worker();
    const claims = await worker.claim();
    await worker.client.query('begin');
    await worker.advance(claims.map((claim) => completed(claim)));
    expect(await heard()).toEqual([]);
    await worker.client.query('rollback');
    expect(await heard()).toEqual([]);
    await worker.advance(claims.map((claim) => completed(claim)));
    await eventually(async () => (await heard()).length > 0, { what: 'the notification' });
    expect(await heard()).toEqual(['']);
  });

  it('nobody is woken by a call that leaves nothing for others', async () => {
    const heard = await listener('work');
    await insertTask(engine.client, [{}, { parents: [1] }]);
    const worker = await engine.worker();
    const [first] = await worker.claim();
    const [second] = (await worker.advance([completed(first!)], { capacity: 8 })).claimed;
    await worker.advance([completed(second!)], { capacity: 8 });
    // A notification of our own comes after whatever was sent before it.
    await engine.client.query("select pg_notify('tasker.work', 'mine')");
    await eventually(async () => (await heard()).length > 0, { what: 'our own notification' });
    expect(await heard()).toEqual(['mine']);
  });

  it('the cancellation of what runs is told, and after its commit only', async () => {
    const heard = await listener('stopped');
    await engine.client.query('select * from tasker.cancel_task($1, null, null)', [await insertTask(engine.client, [{}])]);
    const taskId = await insertTask(engine.client, [{ state: 'in_progress' }]);
    const operator = await engine.session();
    await operator.query('begin');
    await operator.query('select * from tasker.cancel_task($1, null, null)', [taskId]);
    expect(await heard()).toEqual([]);
    await operator.query('commit');
    await eventually(async () => (await heard()).length > 0, { what: 'the notification' });
    expect(await heard()).toEqual([taskId]);
  });

  it('whoever waits for a task is told when its rest is committed, not before', async () => {
    await letAdvanceWait(engine.client);
    const gates = new Gates();
    const handler = single(() => gates.pass('running'));
    const app = await engine.app([handler]);
    const task = await app.orchestrator.createTask(handler, { context: {} });
    let told = false;
    const waiting = app.orchestrator.waitForTask(task, { timeout: '20s' }).then((view) => ((told = true), view));
    await gates.reached('running');
    const holder = await engine.session();
    await holder.query('begin');
    await holder.query('select from tasker.tasks where task_id = $1 for update', [task.taskId]);
    gates.open('running');
    await eventually(
      async () =>
        (await engine.rows(`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`)).length > 0,
      { what: 'the advance waits for the task row' },
    );
    expect(told).toBe(false);
    await holder.query('rollback');
    expect((await waiting).state).toBe('complete');
    expect((await taskRow(engine.client, task.taskId)).state).toBe('complete');
  });
});
