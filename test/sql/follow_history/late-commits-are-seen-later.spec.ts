import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask, type Blueprint } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';

const NONE = ['{}', '{}', '{}'];

describe('follow_history', () => {
  const engine = useEngine();
  let plan: Blueprint;

  beforeEach(async () => {
    plan = await blueprint(engine.client, 1);
  });

  interface Look {
    after?: number[] | null;
    gaps?: string[];
    limit?: number;
    namespaces?: string[] | null;
    watch?: boolean;
  }
  async function look(
    { after = [0, 0, 0], gaps = NONE, limit = 100, namespaces = null, watch = false }: Look = {},
    client = engine.client,
  ) {
    const { rows } = await client.query('select * from tasker.follow_history($1, $2::text[]::int8multirange[], $3, $4, $5)', [
      after,
      gaps,
      limit,
      namespaces,
      watch,
    ]);
    const [{ last_ids: last, reached, writers, unseen, changes }] = rows;
    return { last: last?.map(Number), reached: reached?.map(Number), writers, unseen, tasks: changes.map((change: any) => change.taskId) };
  }

  it('has what is committed, and for what is not a gap and those who write, also in savepoints', async () => {
    const open = await engine.session();
    const first = await createTask(engine.client, plan);
    await open.query('begin; savepoint sp');
    const late = await createTask(open, plan);
    await open.query('release savepoint sp');
    const third = await createTask(engine.client, plan);
    const found = await look();
    expect(found).toMatchObject({ last: [3, 0, 0], reached: [3, 0, 0], unseen: ['{[2,3)}', '{}', '{}'], tasks: [first, third] });
    expect(found.writers).toHaveLength(1);
    expect(await look({ after: found.reached, gaps: found.unseen })).toMatchObject({
      unseen: found.unseen,
      tasks: [],
      writers: found.writers,
    });
    await open.query('commit');
    expect(await look({ after: found.reached, gaps: found.unseen })).toMatchObject({ unseen: NONE, tasks: [late], writers: [] });
  });

  it('has what was rolled back as a gap that nobody writes', async () => {
    await engine.client.query('begin');
    await createTask(engine.client, plan);
    await engine.client.query('rollback');
    expect(await look()).toMatchObject({ last: [1, 0, 0], unseen: ['{[1,2)}', '{}', '{}'], writers: [], tasks: [] });
  });

  it('looks no further than its limit, and leaves to the next look what happened after that', async () => {
    for (let count = 0; count < 3; count += 1) await createTask(engine.client, plan);
    const task = await createTask(engine.client, plan);
    await engine.rows("select tasker.cancel_task($1, 'ann', 'no need')", [task]);
    const found = await look({ limit: 2 });
    expect(found).toMatchObject({ last: [4, 1, 1], reached: [2, 0, 0] });
    expect(found.tasks).toHaveLength(2);
    const rest = await look({ after: found.reached });
    expect(rest).toMatchObject({ reached: [4, 1, 1] });
    expect(rest.tasks).toHaveLength(4);
  });

  it('tells of tasks in the given namespaces only, and counts the others as seen', async () => {
    const task = await createTask(engine.client, plan);
    expect((await look({ namespaces: ['default'] })).tasks).toEqual([task]);
    expect(await look({ namespaces: ['elsewhere'] })).toMatchObject({ tasks: [], unseen: NONE });
  });

  it('looks only at gaps without a place to go on from, and reads nothing where nothing is asked for', async () => {
    const task = await createTask(engine.client, plan);
    expect(await look({ after: null, gaps: ['{[1,2),[7,9)}', '{}', '{}'] })).toMatchObject({
      tasks: [task],
      unseen: ['{[7,9)}', '{}', '{}'],
    });
    expect(await look({ after: [1, 0, 0] })).toMatchObject({ tasks: [], unseen: NONE, writers: [] });
  });

  it('says who writes where somebody wants to know', async () => {
    const open = await engine.session();
    await open.query('begin');
    await createTask(open, plan);
    expect((await look({ after: [1, 0, 0] })).writers).toEqual([]);
    expect((await look({ after: [1, 0, 0], watch: true })).writers).toHaveLength(1);
    await open.query('rollback');
  });

  it('works for a role without a right on the sequences', async () => {
    const role = `reader_${process.pid}`;
    await engine.rows(
      `create role ${role}; grant usage on schema tasker to ${role}; grant select on all tables in schema tasker to ${role}`,
    );
    const task = await createTask(engine.client, plan);
    const session = await engine.session();
    await session.query(`set role ${role}`);
    expect(await look({}, session)).toMatchObject({ last: [1, 0, 0], tasks: [task] });
    expect(await look({ after: [1, 0, 0] }, session)).toMatchObject({ last: [1, 0, 0], tasks: [] });
    await session.query('reset role');
    await engine.rows(`drop owned by ${role}; drop role ${role}`);
  });

  it('is refused where it would not see what it waits for', async () => {
    await engine.client.query('begin isolation level repeatable read');
    await expect(look()).rejects.toThrow(/cannot see what others commit/);
    await engine.client.query('rollback');
  });
});
