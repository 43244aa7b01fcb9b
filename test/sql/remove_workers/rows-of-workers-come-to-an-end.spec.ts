import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { blueprint, createTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { insertWorker } from '../../support/rows.js';

describe('remove_workers', () => {
  const engine = useEngine();
  const remove = async (limit = 100) => (await engine.rows(`select tasker.remove_workers('1 h', $1) as removed`, [limit]))[0]?.['removed'];
  const left = async () => (await engine.rows('select worker_id from tasker.workers')).map(({ worker_id }) => worker_id);
  const insert = async (changes: string) => {
    const id = await insertWorker(engine.client);
    await engine.rows(`update tasker.workers set ${changes} where worker_id = $1`, [id]);
    return id;
  };

  it('deletes who has been done with for longer, and nobody else', async () => {
    const kept = [
      await insert("started_at = now() - interval '1 year'"),
      await insert("stopped_at = now() - interval '1 day', reaped_at = now() - interval '59 min'"),
      await insert("lost_at = now() - interval '1 day'"),
      await insert("stopped_at = now() - interval '1 day'"),
    ];
    await insert("stopped_at = now() - interval '2 h', reaped_at = now() - interval '61 min'");
    await insert("lost_at = now() - interval '2 h', reaped_at = now() - interval '61 min'");
    expect(await remove()).toBe(2);
    expect((await left()).sort()).toEqual(kept.sort());
    expect(await remove()).toBe(0);
  });

  it('no more than the limit, and no row that somebody holds', async () => {
    const gone = "stopped_at = now(), reaped_at = now() - interval '2 h'";
    const ids = [await insert(gone), await insert(gone), await insert(gone)].sort();
    const other = await engine.session();
    await other.query('begin');
    await other.query('select from tasker.workers where worker_id = $1 for update', [ids[0]]);
    expect(await remove(1)).toBe(1);
    expect(await remove()).toBe(1);
    expect(await left()).toEqual([ids[0]]);
    await other.query('rollback');
    expect(await remove()).toBe(1);
  });

  it('what a deleted worker might still send is refused as that of a lost one', async () => {
    const worker = await engine.worker();
    await createTask(engine.client, await blueprint(engine.client), [{}]);
    await engine.rows("update tasker.workers set lost_at = now(), reaped_at = now() - interval '2 h' where worker_id = $1", [worker.id]);
    expect(await remove()).toBe(1);
    await expect(worker.claim()).rejects.toMatchObject({ code: 'TK001' });
    const [beat] = await engine.rows(`select alive from tasker.heartbeat($1, null, '{}', '{}', '{}', '{}')`, [worker.id]);
    expect(beat).toEqual({ alive: false });
  });

  it('a heartbeat says how many steps run; drain_worker is said once, of a worker that is there', async () => {
    const id = await insertWorker(engine.client);
    await engine.rows(`select tasker.heartbeat($1, null, $2, '{1,1}', '{1,1}', '{}')`, [id, [randomUUID(), randomUUID()]]);
    const row = async () => (await engine.rows('select running_steps, draining_at from tasker.workers where worker_id = $1', [id]))[0];
    expect(await row()).toEqual({ running_steps: 2, draining_at: null });
    await engine.rows('select tasker.drain_worker($1)', [id]);
    const { draining_at } = (await row())!;
    expect(draining_at).toBeInstanceOf(Date);
    await engine.rows('select tasker.drain_worker($1)', [id]);
    expect((await row())!['draining_at']).toEqual(draining_at);
    const stopped = await insert('stopped_at = now(), reaped_at = now()');
    await engine.rows('select tasker.drain_worker($1)', [stopped]);
    expect(await engine.rows('select draining_at from tasker.workers where worker_id = $1', [stopped])).toEqual([{ draining_at: null }]);
  });
});
