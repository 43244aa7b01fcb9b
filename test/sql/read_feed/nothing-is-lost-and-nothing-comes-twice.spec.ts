import { describe, expect, it } from 'vitest';
import type { FedEvent } from '../../../libs/tasker/src/database/event-feed.store.js';
import { useEngine } from '../../support/engine.js';
import { act, deedOf, takeId, useFeed } from '../../support/feed.js';
import { numbersOf } from '../../support/random.graphs.js';
import { insertTask } from '../../support/rows.js';

const engine = useEngine();
const feed = useFeed(engine);

async function insertTasks(count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) ids.push(await insertTask(engine.client, [{}]));
  return ids;
}

describe('read_feed', () => {
  it('a transaction that commits late is read when it has committed, below what was read before', async () => {
    const deliverer = await feed.deliverer();
    const [slow, quick] = [await insertTask(engine.client, [{}]), await insertTask(engine.client, [{}])];
    await deliverer.drain();
    const session = await engine.session();
    await session.query('begin');
    await act(session, slow, 'pause', 'slow');
    await act(engine.client, quick, 'pause', 'quick');
    const early = await deliverer.drain();
    await session.query('commit');
    const late = await deliverer.drain();
    expect([early.map(deedOf), late.map(deedOf), await deliverer.drain()]).toEqual([['pause quick'], ['pause slow'], []]);
    expect(late[0]!.position).toBeLessThan(early[0]!.position);
  });

  it('what commits while the pages of a snapshot are read comes with the next snapshot, wherever it stands', async () => {
    const deliverer = await feed.deliverer();
    const tasks = await insertTasks(5);
    await deliverer.drain();
    const session = await engine.session();
    await session.query('begin');
    await takeId(session);
    await act(engine.client, tasks[0]!, 'pause', '0');
    await act(session, tasks[1]!, 'pause', '1');
    for (const place of [2, 3]) await act(engine.client, tasks[place]!, 'pause', String(place));
    const first = await deliverer.page(1);
    expect(first.more).toBe(true);
    await session.query('commit');
    await act(engine.client, tasks[4]!, 'pause', '4');
    expect(await deliverer.commit(first)).toEqual([]);
    expect([...first.events, ...(await deliverer.drain(1))].map(deedOf)).toEqual(['pause 0', 'pause 2', 'pause 3', 'pause 1', 'pause 4']);
  });

  it('what is open beyond the end of a snapshot is not in it, also when it commits between two pages', async () => {
    const deliverer = await feed.deliverer();
    const [one, two, three] = await insertTasks(3);
    await deliverer.drain();
    const [lower, higher] = [await engine.session(), await engine.session()];
    for (const session of [lower, higher]) {
      await session.query('begin');
      await takeId(session);
    }
    await act(lower, one!, 'pause', '1');
    await act(higher, two!, 'pause', '2');
    await act(lower, three!, 'pause', '3');
    await lower.query('commit');
    const first = await deliverer.page(1);
    await higher.query('commit');
    await deliverer.commit(first);
    expect([...first.events, ...(await deliverer.drain())].map(deedOf)).toEqual(['pause 1', 'pause 3', 'pause 2']);
  });

  it('a transaction that was rolled back, as a whole or to a savepoint, publishes nothing', async () => {
    const deliverer = await feed.deliverer();
    const task = await insertTask(engine.client, [{}]);
    await deliverer.drain();
    const session = await engine.session();
    await session.query('begin');
    await act(session, task, 'pause');
    await session.query('rollback');
    expect((await deliverer.page()).page).toBeNull();
    await session.query('begin; savepoint s');
    await act(session, task, 'pause', 'undone');
    await session.query('rollback to s');
    await act(session, task, 'pause', 'done');
    await session.query('commit');
    expect((await deliverer.drain()).map(deedOf)).toEqual(['pause done']);
  });

  it('a transaction elsewhere that stays open delays nobody', async () => {
    const deliverer = await feed.deliverer();
    const foreign = await engine.session();
    await foreign.query('create table public.notes (text text); begin; insert into public.notes values ($$open$$)');
    const task = await insertTask(engine.client, [{}]);
    for (let count = 0; count < 5; count++) {
      await act(engine.client, task, count % 2 === 0 ? 'pause' : 'resume', String(count));
      const reasons = (await deliverer.drain()).filter((event) => 'transition' in event && event.transition.metadata !== null).map(deedOf);
      expect(reasons).toEqual([`${count % 2 === 0 ? 'pause' : 'resume'} ${count}`]);
    }
    await foreign.query('rollback');
    expect(await deliverer.drain()).toEqual([]);
  });

  it('a transaction whose id is older than one that committed before it keeps the order of its task', async () => {
    const deliverer = await feed.deliverer();
    const task = await insertTask(engine.client, [{}]);
    await deliverer.drain();
    const older = await engine.session();
    await older.query('begin');
    await takeId(older);
    await act(engine.client, task, 'pause', 'first');
    await act(older, task, 'resume', 'second');
    await older.query('commit');
    expect((await deliverer.drain(1)).map(deedOf)).toEqual(['pause first', 'resume second']);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'many sessions in whatever order: each committed change once, in the order of its task (%s)',
    async (seed) => {
      const next = numbersOf(seed);
      const below = (count: number) => Math.floor(next() * count);
      const consumers = await Promise.all(['a', 'b'].map(async (name) => ({ name, taken: [] as FedEvent[] })));
      const fresh = (name: string) => feed.deliverer(name, name === 'a' ? ['*'] : ['task:action'], 0);
      for (const { name } of consumers) await fresh(name);
      const tasks = await insertTasks(5);
      const sessions = await Promise.all(Array.from({ length: 5 }, async () => ({ client: await engine.session(), open: false })));
      const state = new Map(tasks.map((task) => [task, { paused: false, holder: -1 }]));
      const before = new Map<string, boolean>();
      const store = await feed.store();

      const end = async (index: number, commit: boolean) => {
        const session = sessions[index]!;
        await session.client.query(commit ? 'commit' : 'rollback');
        session.open = false;
        for (const [task, known] of state) {
          if (known.holder !== index) continue;
          if (!commit) known.paused = before.get(task)!;
          known.holder = -1;
        }
      };
      const write = async (index: number) => {
        const session = sessions[index]!;
        if (!session.open) {
          await session.client.query('begin');
          session.open = true;
          if (next() < 0.5) return takeId(session.client);
        }
        const task = tasks[below(tasks.length)]!;
        const known = state.get(task)!;
        if (known.holder !== -1 && known.holder !== index) return;
        if (known.holder === -1) before.set(task, known.paused);
        known.holder = index;
        const undone = next() < 0.2;
        if (undone) await session.client.query('savepoint s');
        await act(session.client, task, known.paused ? 'resume' : 'pause', 'random');
        if (undone) await session.client.query('rollback to s');
        else known.paused = !known.paused;
      };
      const read = async ({ name, taken }: (typeof consumers)[number]) => {
        // With a lease of no time each reader is a process that follows one which died.
        const deliverer = await fresh(name);
        const page = await deliverer.page(1 + below(4));
        if (page.page === null || next() < 0.2) return;
        expect(await deliverer.commit(page)).toEqual([]);
        taken.push(...page.events);
      };
      for (let round = 0; round < 250; round++) {
        const dice = next();
        const index = below(sessions.length);
        if (dice < 0.45) await write(index);
        else if (dice < 0.65 && sessions[index]!.open) await end(index, next() < 0.8);
        else if (dice < 0.97) await read(consumers[below(2)]!);
        else await store.trim({ after: 0, limit: 1 + below(50) });
      }
      for (const [index, { open }] of sessions.entries()) if (open) await end(index, true);
      for (const { name, taken } of consumers) {
        taken.push(...(await (await fresh(name)).drain(3)));
        expect(new Set(taken.map(({ position }) => position)).size).toBe(taken.length);
        for (const task of tasks) {
          const ids = taken.flatMap((event) => (event.kind === 'task' && event.taskId === task ? [event.transition.id] : []));
          expect(ids).toEqual(ids.toSorted((left, right) => left - right));
        }
      }
      await store.trim({ after: 0, limit: 10_000 });
      expect(await engine.rows('select * from tasker.event_feed')).toEqual([]);
      expect(await store.lag(10)).toMatchObject(
        consumers.map(({ name, taken }) => ({ consumer: name, waiting: 0, lost: 0, delivered: taken.length })),
      );
      const [history] = await engine.rows(
        "select count(*)::integer as rows from tasker.task_transitions where metadata ->> 'action' <> ''",
      );
      expect(consumers[1]!.taken).toHaveLength(history?.rows);
    },
  );
});
