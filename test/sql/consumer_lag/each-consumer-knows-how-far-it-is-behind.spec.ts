import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { act, takeId, useFeed } from '../../support/feed.js';
import { insertTask } from '../../support/rows.js';

const engine = useEngine();
const feed = useFeed(engine);

async function happen(count: number): Promise<void> {
  const task = await insertTask(engine.client, [{}]);
  for (let made = 0; made < count; made++) await act(engine.client, task, made % 2 === 0 ? 'pause' : 'resume', String(made));
}

it('what waits is what a consumer wants and has not committed, with the age of the oldest', async () => {
  const [a] = [await feed.deliverer('a', ['task:action']), await feed.deliverer('b', ['step:*'])];
  const lag = async () => (await a.store.lag(100)).map(({ consumer, waiting, oldestSeconds }) => [consumer, waiting, oldestSeconds]);
  expect(await lag()).toEqual([
    ['a', 0, null],
    ['b', 0, null],
  ]);
  await happen(5);
  await engine.rows(
    "update tasker.event_feed set created_at = now() - interval '10 minutes' where position = (select min(position) + 2 from tasker.event_feed)",
  );
  const ten = expect.closeTo(600, -1);
  expect((await lag())[0]).toEqual(['a', 5, ten]);
  const page = await a.page(2);
  expect((await lag())[0]).toEqual(['a', 5, ten]);
  await a.commit(page);
  expect((await lag())[0]).toEqual(['a', 3, ten]);
  await happen(1);
  expect((await lag())[0]).toEqual(['a', 4, ten]);
  await a.commit(await a.page(1));
  expect((await lag())[0]).toEqual(['a', 3, expect.closeTo(0, -1)]);
  await a.drain();
  expect((await lag())[0]).toEqual(['a', 0, null]);
});

it('what committed late is counted, once, also while a snapshot is read', async () => {
  const deliverer = await feed.deliverer('a', ['task:action']);
  const waiting = async () => (await deliverer.store.lag(100))[0]!.waiting;
  const tasks = [await insertTask(engine.client, [{}]), await insertTask(engine.client, [{}])];
  const [early, during] = [await engine.session(), await engine.session()];
  await early.query('begin');
  await act(early, tasks[0]!, 'pause');
  await happen(2);
  await deliverer.drain();
  await during.query('begin');
  await takeId(during);
  await happen(3);
  await deliverer.commit(await deliverer.page(1));
  expect(await waiting()).toBe(2);
  await act(during, tasks[1]!, 'pause');
  await early.query('commit');
  expect(await waiting()).toBe(3);
  await during.query('commit');
  expect(await waiting()).toBe(4);
  expect(await deliverer.drain()).toHaveLength(4);
  expect(await waiting()).toBe(0);
});

it('counts go no further than asked', async () => {
  const deliverer = await feed.deliverer('a', ['task:action']);
  for (let task = 0; task < 4; task++) await happen(1);
  expect(await deliverer.store.lag(3)).toMatchObject([{ waiting: 3 }]);
  const page = await deliverer.page();
  await deliverer.commit(
    page,
    page.events.map(({ position }) => [position, { message: 'broken' }]),
  );
  expect(await deliverer.store.lag(3)).toMatchObject([{ waiting: 0, open: 3, givenUp: 0 }]);
  const { events } = await deliverer.due();
  await deliverer.settle(events.map(({ position }) => [position, { message: 'broken' }]));
  expect(await deliverer.store.lag(3)).toMatchObject([{ open: 0, givenUp: 3, failed: 8, delivered: 0 }]);
});

it('who delivers is named', async () => {
  const deliverer = await feed.deliverer('a', ['task:action']);
  expect(await deliverer.store.lag(1)).toMatchObject([{ wants: ['task:action'], holder: null, heldUntil: null }]);
  await deliverer.drain();
  expect(await deliverer.store.lag(1)).toMatchObject([{ holder: deliverer.holder, heldUntil: expect.any(Date) }]);
});
