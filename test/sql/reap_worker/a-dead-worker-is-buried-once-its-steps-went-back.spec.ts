import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audit, insertTask, insertWorker } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

describe('reap_worker', () => {
  const session = useSession();
  let reaper: string;
  const reap = () => session.rows(`select * from tasker.reap_worker($1, '{"default": {"jitter": 0}}', '1 second')`, [reaper]);
  const silence = (worker: string) =>
    session.client.query(`update tasker.workers set heartbeat_at = now() - interval '1 minute' where worker_id = $1`, [worker]);

  beforeEach(async () => {
    await session.client.query('begin');
    reaper = await insertWorker(session.client);
  });
  afterEach(async () => {
    await session.client.query('rollback');
  });

  it('leaves workers alone that are alive', async () => {
    await insertTask(session.client, [{ state: 'in_progress' }]);
    expect(await reap()).toEqual([]);
  });

  it('buries a dead worker that ran nothing', async () => {
    const dead = await insertWorker(session.client);
    await silence(dead);
    expect(await reap()).toEqual([{ reaped_worker: dead, lost: true, done: true, steps: [], rested: [] }]);
    expect(await reap()).toEqual([]);
  });

  it('gives the steps of a dead worker back: attempt used, back-off counted, the task goes on', async () => {
    const taskId = await insertTask(session.client, [{ state: 'in_progress' }, { parents: [1] }]);
    const [step] = await session.rows('select claimed_by from tasker.workflow_steps where state = $1', ['in_progress']);
    await silence(step?.claimed_by);
    const [report] = await reap();
    expect(report).toMatchObject({ reaped_worker: step?.claimed_by, lost: true, steps: [[taskId, 1, 1, expect.any(Number)]], rested: [] });
    expect(
      await session.rows(
        'select state, attempts, claimed_by, backoff_request_seconds from tasker.workflow_steps where workflow_step_id = 1',
      ),
    ).toEqual([{ state: 'error', attempts: 1, claimed_by: null, backoff_request_seconds: 2 }]);
    expect(await session.rows('select state from tasker.tasks')).toEqual([{ state: 'in_progress' }]);
    expect(await audit(session.client)).toEqual([]);
    expect(await reap()).toEqual([]);
  });

  it('lets a task rest in error when the lost attempt was the last one', async () => {
    const taskId = await insertTask(session.client, [{ state: 'in_progress', attempts: 3 }]);
    const [step] = await session.rows('select claimed_by from tasker.workflow_steps');
    await silence(step?.claimed_by);
    expect(await reap()).toEqual([
      expect.objectContaining({ steps: [[taskId, 1, 3, null]], rested: [[taskId, 'error', expect.any(Number)]] }),
    ]);
    expect(await audit(session.client)).toEqual([]);
  });
});
