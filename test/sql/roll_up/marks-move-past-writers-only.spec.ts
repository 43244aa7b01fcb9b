import { beforeEach, describe, expect, it } from 'vitest';
import { rollUp, rollUpOnce } from '../../support/analytics.js';
import { blueprint, createTask, type Blueprint } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { blocked } from '../../support/worker.session.js';

describe('roll_up', () => {
  const engine = useEngine({ guarded: false });
  let plan: Blueprint;

  beforeEach(async () => {
    plan = await blueprint(engine.client, 1);
  });

  const created = async () => Number((await engine.rows('select coalesce(sum(created), 0) as n from tasker.analytics_totals'))[0]!.n);
  /** A session with a transaction that has created a task and is open. */
  async function writer() {
    const session = await engine.session();
    await session.query('begin');
    await createTask(session, plan);
    return session;
  }

  it('counts nothing while somebody writes, and all of it after the commit', async () => {
    const open = await writer();
    await createTask(engine.client, plan);
    expect(await rollUpOnce(engine.client, 0)).toEqual({ moved: false, behind: 0, as_of: null });
    expect(await created()).toBe(0);
    await open.query('commit');
    expect(await rollUpOnce(engine.client, 0)).toMatchObject({ moved: true, behind: 0, as_of: expect.any(Date) });
    expect(await created()).toBe(2);
  });

  it('waits for writers as long as it is told, and goes on when the last one is through', async () => {
    const open = await writer();
    const caller = await engine.session();
    const answer = rollUpOnce(caller, 20_000);
    await open.query('rollback');
    expect(await answer).toMatchObject({ moved: true });
    expect(await created()).toBe(0);
  });

  it('those who begin to write later hold nothing up: marks are not moved further by a later call until they are reached', async () => {
    const first = await writer();
    await rollUpOnce(engine.client, 0);
    const second = await writer();
    await first.query('commit');
    expect(await rollUpOnce(engine.client, 0)).toMatchObject({ moved: false, as_of: expect.any(Date) });
    expect(await created()).toBe(1);
    await second.query('commit');
    await rollUp(engine.client);
    expect(await created()).toBe(2);
  });

  it('a transaction that was open through many calls is counted when it commits', async () => {
    await rollUp(engine.client);
    const open = await writer();
    for (let call = 0; call < 3; call += 1) {
      await createTask(engine.client, plan);
      expect(await rollUpOnce(engine.client, 0)).toMatchObject({ moved: false });
    }
    await open.query('commit');
    await rollUp(engine.client);
    expect(await created()).toBe(4);
  });

  it('what the transaction of the caller itself has written is counted, and goes with it', async () => {
    await engine.rows('begin');
    await createTask(engine.client, plan);
    await rollUp(engine.client);
    expect(await created()).toBe(1);
    await engine.rows('rollback');
    await createTask(engine.client, plan);
    await rollUp(engine.client);
    expect(await created()).toBe(1);
  });

  it('a second caller is told at once that somebody is at it, and what was counted last', async () => {
    await rollUp(engine.client);
    const [first] = await engine.rows('select as_of from tasker.analytics_marks');
    const other = await engine.session();
    await other.query('begin');
    await rollUpOnce(other);
    expect(await rollUpOnce(engine.client, 20_000)).toEqual({ moved: false, behind: 0, as_of: first!.as_of });
    await other.query('commit');
  });

  it('a call that is cut off leaves nothing, and the next one counts everything', async () => {
    await createTask(engine.client, plan);
    const cut = await engine.session();
    await cut.query('begin');
    await rollUp(cut);
    await cut.end();
    await rollUp(engine.client);
    expect(await created()).toBe(1);
  });

  it('counts so many ids of each kind in a call and says how many are left', async () => {
    for (let count = 0; count < 5; count += 1) await createTask(engine.client, plan);
    expect(await rollUpOnce(engine.client, 0, 2)).toEqual({ moved: true, behind: 3, as_of: null });
    expect(await created()).toBe(2);
    expect(await rollUpOnce(engine.client, 0, 2)).toMatchObject({ behind: 1, as_of: null });
    expect(await rollUpOnce(engine.client, 0, 2)).toMatchObject({ behind: 0, as_of: expect.any(Date) });
    expect(await created()).toBe(5);
  });

  it('as_of is a moment before which everything that was committed is counted', async () => {
    await createTask(engine.client, plan);
    const [before] = await engine.rows('select clock_timestamp() as at');
    const { as_of } = await rollUpOnce(engine.client);
    expect(as_of!.getTime()).toBeGreaterThanOrEqual(before!.at.getTime());
  });

  it.each(['repeatable read', 'serializable'])('refuses a transaction that is %s: it would not see what it waited for', async (level) => {
    await engine.rows(`begin isolation level ${level}`);
    await expect(rollUpOnce(engine.client)).rejects.toMatchObject({ code: '25000', message: expect.stringContaining(level) });
    await engine.rows('rollback');
  });

  it('tasks that are deleted while they are counted are taken out afterwards', async () => {
    const gone = await createTask(engine.client, plan);
    const [counting, deleting] = [await engine.session(), await engine.session()];
    await counting.query('begin');
    await rollUp(counting);
    const deletion = deleting.query('select tasker.delete_tasks($1)', [[gone]]);
    await blocked(deleting, engine.client);
    await counting.query('commit');
    await deletion;
    expect(await created()).toBe(0);
    expect(await engine.rows('select sum(created)::int as n from tasker.analytics_tasks')).toEqual([{ n: 0 }]);
  });

  it('whoever deletes tasks locks the marks last: nobody who counts waits for the deletion itself', async () => {
    const gone = await createTask(engine.client, plan);
    await rollUp(engine.client);
    const [holding, deleting] = [await engine.session(), await engine.session()];
    await holding.query('begin');
    await holding.query('select from tasker.tasks where task_id = $1 for share', [gone]);
    const deletion = deleting.query('select tasker.delete_tasks($1)', [[gone]]);
    await blocked(deleting, engine.client);
    expect(await engine.rows('select from tasker.analytics_marks for update skip locked')).toHaveLength(1);
    await holding.query('commit');
    await deletion;
    expect(await created()).toBe(0);
  });

  it('tasks are deleted without anything being taken out where analytics has never counted', async () => {
    const gone = await createTask(engine.client, plan);
    await engine.rows('select tasker.delete_tasks($1)', [[gone]]);
    expect(await engine.rows('select creation_id, as_of from tasker.analytics_marks')).toEqual([{ creation_id: '0', as_of: null }]);
    await rollUp(engine.client);
    expect(await engine.rows('select from tasker.analytics_totals')).toEqual([]);
  });
});
