import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { blocked } from '../../support/worker.session.js';
import { useEngine } from '../../support/engine.js';

describe('take_job and keep_job', () => {
  const engine = useEngine();
  const [one, other] = [randomUUID(), randomUUID()];
  const take = async (holder: string, client = engine.client) =>
    (await client.query("select * from tasker.take_job('job', $1, interval '1 minute')", [holder])).rows[0];
  const keep = async (holder: string, progress: object | null = null, lease: string | null = '1 minute') =>
    (await engine.rows("select tasker.keep_job('job', $1, $2::interval, $3) as kept", [holder, lease, progress]))[0]?.kept;
  const letLeaseEnd = () => engine.rows("update tasker.job_leases set until = clock_timestamp() - interval '1 second'");

  it('the first that asks runs the job, asks again and goes on; another one is told no', async () => {
    expect(await take(one)).toEqual({ taken: true, progress: null });
    expect(await take(other)).toEqual({ taken: false, progress: null });
    expect(await take(one)).toEqual({ taken: true, progress: null });
  });

  it('who is told no has written nothing and waits for nobody', async () => {
    await take(one);
    await engine.client.query('begin');
    await take(one);
    const asking = await engine.session();
    await asking.query('begin');
    expect(await take(other, asking)).toMatchObject({ taken: false });
    expect((await asking.query('select pg_current_xact_id_if_assigned() as id')).rows).toEqual([{ id: null }]);
    await asking.query('rollback');
    await engine.client.query('commit');
  });

  it('whoever asks after the lease of a silent runner follows it, and finds its progress', async () => {
    await take(one);
    await keep(one, { at: 7 });
    await letLeaseEnd();
    expect(await take(other)).toEqual({ taken: true, progress: { at: 7 } });
    expect(await take(one)).toMatchObject({ taken: false });
  });

  it('a runner that was followed writes nothing more', async () => {
    await take(one);
    await letLeaseEnd();
    await take(other);
    expect(await keep(one, { at: 1 })).toBe(false);
    expect(await keep(other, { at: 2 })).toBe(true);
    expect(await engine.rows('select holder, progress from tasker.job_leases')).toEqual([{ holder: other, progress: { at: 2 } }]);
  });

  it('a lease that is given up is free at once, and the progress stays', async () => {
    await take(one);
    await keep(one, { at: 3 });
    expect(await keep(one, null, null)).toBe(true);
    expect(await take(other)).toEqual({ taken: true, progress: { at: 3 } });
  });

  it('of two that ask at the same moment one is told yes', async () => {
    await take(one);
    await letLeaseEnd();
    const [first, second] = [await engine.session(), await engine.session()];
    await first.query('begin');
    expect(await take(one, first)).toMatchObject({ taken: true });
    const asked = take(other, second);
    await blocked(second, engine.client);
    await first.query('commit');
    expect(await asked).toMatchObject({ taken: false });
  });
});
