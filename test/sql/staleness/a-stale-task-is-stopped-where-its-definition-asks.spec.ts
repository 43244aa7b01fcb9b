import { describe, expect, it } from 'vitest';
import { insertTask, type StepRow } from '../../support/rows.js';
import { useEngine } from '../../support/engine.js';
import { completed, stepRow, taskRow } from '../../support/worker.session.js';

const HOUR = 3_600;

describe('fail_stale', () => {
  const engine = useEngine();
  const insert = (steps: readonly StepRow[]) => insertTask(engine.client, steps);
  async function policies(own: object) {
    const ids = await engine.rows('select named_task_id as id from tasker.named_tasks');
    return JSON.stringify(Object.fromEntries(ids.map(({ id }) => [id, own])));
  }
  const fail = async (kind: string, ids: readonly string[], own: object) =>
    engine.rows('select * from tasker.fail_stale($1, $2, $3)', [kind, ids, await policies(own)]);

  it('stops running steps for good, holds the rest, and the task is a dead letter', async () => {
    const id = await insert([{ state: 'in_progress' }, { parents: [1] }]);
    expect(await fail('lifetime', [id], { lifetime: 2 * HOUR, fail: true })).toEqual([
      { task_id: id, state: 'error', namespace: 'default', name: 'rows', version: '1.0.0', seconds: 2 * HOUR },
    ]);
    expect(await stepRow(engine.client, id, 1)).toMatchObject({
      state: 'error',
      claimed_by: null,
      error: {
        message: 'the task was not finished within its lifetime of 7200 s',
        errorClass: 'StaleTaskError',
        attempt: 1,
        permanent: true,
      },
    });
    expect(await stepRow(engine.client, id, 2)).toMatchObject({ state: 'pending', ready_at: null });
    expect(await engine.rows('select to_state, reason from tasker.task_transitions')).toMatchObject([
      { to_state: 'error', reason: 'stale: lifetime' },
    ]);
    expect(await engine.rows('select task_id from tasker.dead_letters')).toEqual([{ task_id: id }]);
  });

  it('a task that only waited rests in error with nothing failed, and a person lets it go on', async () => {
    const id = await insert([{ readyIn: -2 * HOUR }]);
    expect(await fail('waiting', [id], { waiting: HOUR, fail: true })).toMatchObject([{ state: 'error' }]);
    expect(await taskRow(engine.client, id)).toMatchObject({ state: 'error', active_steps: 0 });
    expect(await engine.rows('select to_state, reason from tasker.task_transitions')).toEqual([
      { to_state: 'error', reason: 'stale: waiting' },
    ]);
    expect(await engine.rows("select task_state, changed from tasker.retry_steps($1, null, null, 'ann', null)", [id])).toEqual([
      { task_state: 'pending', changed: true },
    ]);
    const worker = await engine.worker();
    await worker.advance((await worker.claim()).map((claim) => completed(claim)));
    expect(await taskRow(engine.client, id)).toMatchObject({ state: 'complete' });
  });

  it('a task that is no longer stale when its lock is held goes on', async () => {
    const waiting = await insert([{ readyIn: -60 }]);
    expect(await fail('waiting', [waiting], { waiting: HOUR, fail: true })).toEqual([]);
    const old = await insert([{ readyIn: -60 }]);
    expect(await fail('lifetime', [old], { lifetime: 48 * HOUR, fail: true })).toEqual([]);
    expect(await fail('lifetime', [old], { lifetime: 1, fail: false })).toEqual([]);
    await engine.rows("select * from tasker.pause_task($1, 'ann', null)", [old]);
    expect(await fail('lifetime', [old], { lifetime: 1, fail: true })).toEqual([]);
  });

  it('a task that somebody holds is left, and a late result of a stopped one is refused', async () => {
    const id = await insert([{}]);
    const worker = await engine.worker();
    const [claim] = await worker.claim();
    const holder = await engine.session();
    await holder.query('begin');
    await holder.query('select from tasker.tasks for no key update');
    expect(await fail('lifetime', [id], { lifetime: 1, fail: true })).toEqual([]);
    await holder.query('commit');
    expect(await fail('lifetime', [id], { lifetime: 1, fail: true })).toHaveLength(1);
    expect((await worker.advance([completed(claim!)])).settled).toMatchObject([[id, 1, 1, 'rejected', null]]);
  });
});
