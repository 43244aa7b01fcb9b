import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTasks, type Blueprint, type NewTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import type { Connection } from '../../support/rows.js';
import { blocked, completed, taskRow } from '../../support/worker.session.js';

describe('create_tasks with identities', () => {
  const engine = useEngine();
  let plan: Blueprint;
  beforeEach(async () => {
    plan = await blueprint(engine.client);
  });
  const create = (tasks: NewTask[], connection: Connection = engine.client) => createTasks(connection, plan, { tasks });
  const age = (taskId: string, seconds: number) =>
    engine.rows('update tasker.tasks set requested_at = clock_timestamp() - make_interval(secs => $2) where task_id = $1', [
      taskId,
      seconds,
    ]);
  const count = async () => (await engine.rows<{ n: number }>('select count(*)::int as n from tasker.tasks'))[0]!.n;

  it('a second request of an identity creates nothing and is told the task of the first', async () => {
    const first = await create([{ identity_hash: 'h' }]);
    expect(first).toMatchObject({ created: first.asked, duplicates: [] });
    const second = await create([{ identity_hash: 'h' }]);
    expect(second).toMatchObject({ created: [], duplicates: [[second.asked[0], first.asked[0]]], claimed: [] });
    expect(await count()).toBe(1);
    expect(await engine.rows('select from tasker.workflow_steps')).toHaveLength(1);
  });

  it('a repeated id is no duplicate, whatever its identity and whoever holds that', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    await create([{ task_id: a, identity_hash: 'h' }]);
    expect(await create([{ task_id: a, identity_hash: 'h' }])).toMatchObject({ created: [], duplicates: [] });
    expect(await create([{ task_id: a, identity_hash: 'other' }])).toMatchObject({ created: [], duplicates: [] });
    await create([{ task_id: b, identity_hash: 'g' }]);
    expect(await create([{ task_id: a, identity_hash: 'g' }])).toMatchObject({ created: [], duplicates: [] });
    expect(await create([{ task_id: a }])).toMatchObject({ created: [], duplicates: [] });
    expect(await engine.rows('select identity_hash from tasker.tasks order by 1')).toEqual([
      { identity_hash: 'g' },
      { identity_hash: 'h' },
    ]);
  });

  it('in one call the first of an identity wins, whatever the order of the ids; others of the call are not held up', async () => {
    const high = 'ffffffff-ffff-7fff-bfff-ffffffffffff';
    const low = '00000000-0000-7000-8000-000000000000';
    const { asked, created, duplicates } = await create([
      { identity_hash: 'x', task_id: high },
      { identity_hash: 'w' },
      {},
      { identity_hash: 'x', task_id: low },
      { identity_hash: 'w' },
      {},
    ]);
    expect([...created].sort()).toEqual([asked[0], asked[1], asked[2], asked[5]].sort());
    expect(duplicates).toEqual([
      [low, high],
      [asked[4], asked[1]],
    ]);
  });

  it('tasks without an identity are never duplicates', async () => {
    expect((await create([{}, {}, {}])).created).toHaveLength(3);
    expect(await count()).toBe(3);
  });

  it.each([
    [59.5, 60, false],
    [60.5, 60, true],
    [0, 0, true],
    [1e6, null, false],
    [1e6, 1e15, false],
  ])('a task of %d s ago and a window of %d s: is its identity free? %s', async (seconds, window, free) => {
    const old = (await create([{ identity_hash: 'h' }])).asked[0]!;
    await age(old, seconds);
    const { asked, created, duplicates } = await create([{ identity_hash: 'h', identity_seconds: window }]);
    expect([created, duplicates]).toEqual(free ? [asked, []] : [[], [[asked[0], old]]]);
    expect((await taskRow(engine.client, old)).identity_hash).toBe(free ? null : 'h');
    if (free) expect((await taskRow(engine.client, asked[0]!)).identity_hash).toBe('h');
  });

  it('within one call a window frees the old task for the first only', async () => {
    const old = (await create([{ identity_hash: 'h' }])).asked[0]!;
    await age(old, 100);
    const task = { identity_hash: 'h', identity_seconds: 0 };
    const { asked, created, duplicates } = await create([task, {}, task, task]);
    expect(created).toHaveLength(2);
    expect(duplicates).toEqual([
      [asked[2], asked[0]],
      [asked[3], asked[0]],
    ]);
  });

  it('the worker of the caller gets the roots of tasks that came in the second round too, and no more than it has room for', async () => {
    for (const hash of ['a', 'b', 'c']) await age((await create([{ identity_hash: hash }])).asked[0]!, 100);
    const worker = await engine.worker();
    const tasks = [{}, ...['a', 'b', 'c'].map((hash) => ({ identity_hash: hash, identity_seconds: 60 }))];
    const { claimed, created } = await createTasks(engine.client, plan, { tasks, taker: { id: worker.id, capacity: 3 } });
    expect([claimed.length, created.length]).toEqual([3, 4]);
    await worker.advance(claimed.map((claim) => completed(claim)));
    const states = await engine.rows(
      "select state, count(*)::int as n from tasker.tasks where requested_at > now() - interval '50 s' group by 1 order by 1",
    );
    expect(states).toEqual([
      { state: 'complete', n: 3 },
      { state: 'pending', n: 1 },
    ]);
  });

  it('an identity keeps bypass and serial order of the second round', async () => {
    await age((await create([{ identity_hash: 'h' }])).asked[0]!, 100);
    const task = { identity_hash: 'h', identity_seconds: 60, bypass: [1], concurrent: false, max_seconds: 9 };
    const { asked } = await createTasks(engine.client, plan, { steps: [{}, {}, {}], tasks: [task] });
    const rows = await engine.rows(
      'select state, pending_parents as open from tasker.workflow_steps where task_id = $1 order by workflow_step_id',
      asked,
    );
    expect(rows).toEqual([
      { state: 'resolved_manually', open: 0 },
      { state: 'pending', open: 0 },
      { state: 'pending', open: 1 },
    ]);
    expect(await engine.rows('select task_id from tasker.task_deadlines')).toEqual([{ task_id: asked[0] }]);
  });

  it('whoever comes while the first is in a transaction waits for its end: a duplicate after its commit, the task itself after its rollback', async () => {
    for (const end of ['commit', 'rollback'] as const) {
      const [holder, other] = [await engine.session(), await engine.session()];
      await holder.query('begin');
      const first = await create([{ identity_hash: end }], holder);
      expect(first.created).toEqual(first.asked);
      const waiting = create([{ identity_hash: end }], other);
      await blocked(other, engine.client);
      await holder.query(end);
      const { asked, created, duplicates } = await waiting;
      expect([created, duplicates]).toEqual(end === 'commit' ? [[], [[asked[0], first.asked[0]]]] : [asked, []]);
    }
  });

  it('in a caller’s transaction of repeatable read, an identity that was taken after its snapshot is a serialisation failure', async () => {
    const session = await engine.session();
    await session.query('begin isolation level repeatable read');
    await session.query('select count(*) from tasker.tasks');
    await create([{ identity_hash: 'h' }]);
    await expect(create([{ identity_hash: 'h' }], session)).rejects.toMatchObject({ code: '40001' });
    await session.query('rollback');
  });

  it('an identity that is freed while somebody waits for it goes to one of them', async () => {
    const old = (await create([{ identity_hash: 'h' }])).asked[0]!;
    await age(old, 100);
    const sessions = await Promise.all([engine.session(), engine.session(), engine.session()]);
    await sessions[0].query('begin');
    const windowed = { identity_hash: 'h', identity_seconds: 60 };
    const first = await create([windowed], sessions[0]);
    const waiting = [create([windowed], sessions[1]), create([{ identity_hash: 'h' }], sessions[2])];
    await blocked(sessions[1], engine.client);
    await blocked(sessions[2], engine.client);
    await sessions[0].query('commit');
    for (const { created, duplicates } of await Promise.all(waiting)) {
      expect([created, duplicates.map(([, existing]) => existing)]).toEqual([[], first.created]);
    }
  });

  it('200 calls at once with one identity create one task, and all of them learn its id', async () => {
    const sessions = await Promise.all(Array.from({ length: 200 }, () => engine.session()));
    const answers = await Promise.all(sessions.map((session) => create([{ identity_hash: 'one' }], session)));
    const winners = answers.flatMap(({ created }) => created);
    expect(winners).toHaveLength(1);
    const told = answers
      .filter(({ created }) => created.length === 0)
      .map(({ asked, duplicates }) => [asked[0] === duplicates[0]?.[0], duplicates[0]?.[1]]);
    expect(told).toEqual(Array.from({ length: 199 }, () => [true, winners[0]]));
    expect(await count()).toBe(1);
  });

  it('two calls that name the same identities in opposite orders take turns', async () => {
    const [holder, one, two] = [await engine.session(), await engine.session(), await engine.session()];
    await holder.query('begin');
    await create([{ identity_hash: 'm' }], holder);
    const first = create([{ identity_hash: 'a' }, { identity_hash: 'm' }, { identity_hash: 'b' }], one);
    await blocked(one, engine.client);
    const second = create([{ identity_hash: 'b' }, { identity_hash: 'm' }, { identity_hash: 'a' }], two);
    await blocked(two, engine.client);
    await holder.query('rollback');
    expect([(await first).created.length, (await second).duplicates.length]).toEqual([3, 3]);
  });

  it('many calls at once with the same identities in different orders, old ones among them, do not deadlock: one task each', async () => {
    const hashes = Array.from({ length: 12 }, (_, n) => `h${n}`);
    for (const hash of hashes.slice(0, 6)) await age((await create([{ identity_hash: hash }])).asked[0]!, 100);
    const sessions = await Promise.all(Array.from({ length: 24 }, () => engine.session()));
    const turned = (by: number) => [...hashes.slice(by % 12), ...hashes.slice(0, by % 12)];
    const answers = await Promise.all(
      sessions.map((session, n) =>
        create(
          turned(n).map((hash) => ({ identity_hash: hash, identity_seconds: 60 })),
          session,
        ),
      ),
    );
    expect(answers.flatMap(({ created }) => created)).toHaveLength(12);
    const rows = await engine.rows<{ task_id: string }>('select task_id from tasker.tasks where identity_hash is not null');
    const existing = rows.map(({ task_id }) => task_id).sort();
    for (const { created, duplicates } of answers) {
      expect([...created, ...duplicates.map(([, id]) => id)].sort()).toEqual(existing);
    }
  });
});
