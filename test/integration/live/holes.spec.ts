import { LiveChanges } from 'nestjs-tasker';
import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask, type Blueprint } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { committedKeys, Listening } from '../../support/live.js';

const FAST = { worker: false, live: { pollInterval: 10 } } as const;
const HOLES = 600;
const FAR = 30_000;

describe('ids that were given out and are not there', () => {
  // Single rows of the history are deleted here, as tasks are elsewhere.
  const engine = useEngine({ guarded: false });
  let plan: Blueprint;
  let task: string;

  beforeEach(async () => {
    plan = await blueprint(engine.client, 1);
    task = await createTask(engine.client, plan);
  });

  const startLive = async () => (await engine.app([], FAST)).module.get(LiveChanges);
  const create = () => createTask(engine.client, plan);
  /** Every second row of so many is deleted again. */
  const makeHoles = async () => {
    await engine.rows(
      `insert into tasker.task_transitions (task_id, created_at, from_state, to_state, metadata)
       select $1, clock_timestamp(), 'pending', 'pending', jsonb_build_object('action', 'update', 'n', n) from generate_series(1, 2 * $2::integer) n`,
      [task, HOLES],
    );
    await engine.rows('delete from tasker.task_transitions where task_id = $1 and task_transition_id % 2 = 0', [task]);
  };
  /** Somebody who has created a task and does not say whether it is to be. */
  const openWriter = async () => {
    const session = await engine.session();
    await session.query('begin');
    return { session, created: await createTask(session, plan) };
  };
  const resets = (listening: Listening) => listening.changes.filter(({ kind }) => kind === 'reset').length;

  it('are rows that were deleted, for which nobody waits: whoever comes back from before them disturbs nobody, and is told the others', async () => {
    const live = await startLive();
    const innocent = new Listening(await live.tasks());
    const before = innocent.stream.cursor;
    await makeHoles();
    await innocent.heard(HOLES);
    const { session } = await openWriter();
    const back = new Listening(await live.tasks({}, { after: before }));
    await back.heard(HOLES);
    const next = await create();
    await Promise.all([back.heard(HOLES + 1), innocent.heard(HOLES + 1)]);
    expect([back.keys.at(-1), innocent.keys.at(-1)]).toEqual(Array(2).fill(`task.created ${next} none pending`));
    expect([resets(back), resets(innocent)]).toEqual([0, 0]);
    expect(Math.max(...back.changes.map(({ cursor }) => cursor.length))).toBeLessThan(200);
    await session.query('rollback');
    await back.close();
    await innocent.close();
  });

  it('resets nobody who begins beside them and somebody who writes, and gives cursors that can be handed back', async () => {
    await makeHoles();
    const { session, created } = await openWriter();
    const live = await startLive();
    const first = new Listening(await live.tasks());
    const { cursor } = first.stream;
    expect(cursor.length).toBeLessThanOrEqual(6_000);
    const again = new Listening(await live.tasks({}, { after: cursor }));
    const next = await create();
    await Promise.all([first.heard(1), again.heard(1)]);
    await session.query('commit');
    await Promise.all([first.heard(2), again.heard(2)]);
    const expected = [next, created].map((id) => `task.created ${id} none pending`);
    expect([first.keys, again.keys, resets(first), resets(again)]).toEqual([expected, expected, 0, 0]);
    await create();
    await first.heard(3);
    expect(first.told.at(-1)!.cursor.length).toBeLessThan(50);
    await first.close();
    await again.close();
  });

  it('are told to who comes back, when they are committed, also where they lie far before what this process has looked at', async () => {
    const begin = (await (await startLive()).tasks()).cursor.replace(/\..*$/, '.1.1.1');
    const { session, created } = await openWriter();
    const short = await openWriter();
    await engine.rows(`select setval(pg_get_serial_sequence('tasker.tasks', 'creation_id'), $1)`, [FAR]);
    const live = await startLive();
    const innocent = new Listening(await live.tasks());
    const back = new Listening(await live.tasks({}, { after: begin }));
    await back.heard(1);
    await short.session.query('rollback');
    await create();
    await Promise.all([back.heard(2), innocent.heard(1)]);
    const again = new Listening(await live.tasks({}, { after: back.told.at(-1)!.cursor }));
    await session.query('commit');
    await Promise.all([back.heard(3), again.heard(1)]);
    expect([...back.keys].sort()).toEqual(await committedKeys(engine.client));
    expect(again.keys).toEqual([`task.created ${created} none pending`]);
    await create();
    await Promise.all([back, again, innocent].map((one, place) => one.heard([4, 2, 2][place]!)));
    expect([back, again, innocent].map(resets)).toEqual([0, 0, 0]);
    expect(back.told.at(-1)!.cursor.length).toBeLessThan(50);
    await Promise.all([back, again, innocent].map((one) => one.close()));
  });

  it('are not looked for where the history was counted: everything up to there is settled', async () => {
    await makeHoles();
    const [{ moved }] = (await engine.rows('select moved from tasker.roll_up(2000)')) as [{ moved: boolean }];
    expect(moved).toBe(true);
    const { session } = await openWriter();
    const stream = await (await startLive()).tasks();
    expect(stream.cursor.length).toBeLessThan(50);
    await session.query('rollback');
    await stream.return();
  });
});
