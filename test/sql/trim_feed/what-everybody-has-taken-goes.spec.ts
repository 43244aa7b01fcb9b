import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { act, deedOf, KEPT, useFeed } from '../../support/feed.js';
import { insertTask } from '../../support/rows.js';

const engine = useEngine();
const feed = useFeed(engine);

async function happen(count: number): Promise<void> {
  const task = await insertTask(engine.client, [{}]);
  for (let made = 0; made < count; made++) await act(engine.client, task, made % 2 === 0 ? 'pause' : 'resume', String(made));
}
/** Lets time pass for what is in the feed. */
const grow = (minutes: number) =>
  engine.rows('update tasker.event_feed set created_at = created_at - make_interval(mins => $1)', [minutes]);
const left = async () => (await engine.rows('select from tasker.event_feed')).length;
const trim = async ({ after = 0, limit = 100 } = {}) => (await feed.store()).trim({ after, limit });

it('events stay until each consumer that wants them has committed them', async () => {
  const [a, b] = [await feed.deliverer('a', ['task:*']), await feed.deliverer('b', ['*'])];
  await feed.deliverer('c', ['step:*']);
  await happen(4);
  expect(await trim()).toEqual({ deleted: 0, lost: {}, next: null });
  await a.drain();
  expect(await trim()).toMatchObject({ deleted: 0 });
  await b.commit(await b.page(3));
  expect(await trim()).toMatchObject({ deleted: 3 });
  expect((await b.drain()).map(deedOf)).toEqual(['resume 3']);
  expect(await trim()).toEqual({ deleted: 1, lost: {}, next: null });
});

it('events that nobody wants any more go', async () => {
  const { store } = await feed.deliverer('a', ['task:action']);
  await happen(2);
  await store.register('a', { ...KEPT, wants: ['step:error'] });
  expect(await trim()).toMatchObject({ deleted: 2, lost: {} });
  await store.register('a', { ...KEPT, wants: ['task:action'] });
  await happen(2);
  await store.remove('a');
  expect(await trim()).toMatchObject({ deleted: 2, lost: {} });
});

it('a failed event keeps what it needs when the feed is trimmed', async () => {
  const deliverer = await feed.deliverer('a', ['task:action']);
  await happen(1);
  const page = await deliverer.page();
  await deliverer.commit(page, [[page.events[0]!.position, { message: 'broken' }]]);
  expect(await trim()).toMatchObject({ deleted: 1 });
  expect((await deliverer.due()).events).toEqual([{ ...page.events[0], attempts: 1, error: { message: 'broken' } }]);
});

it('events that are too old go, counted as lost for those who had still to take them', async () => {
  const [a, b] = [await feed.deliverer('a', ['task:action']), await feed.deliverer('b', ['task:action'])];
  await happen(5);
  await engine.rows(
    "update tasker.event_feed set created_at = now() - interval '2 hours' where position <= (select min(position) + 2 from tasker.event_feed)",
  );
  const page = await a.page(2);
  await a.commit(page);
  expect(await trim()).toEqual({ deleted: 3, lost: { a: 1, b: 3 }, next: null });
  expect((await a.drain(1)).map(deedOf)).toEqual(['resume 3', 'pause 4']);
  expect((await b.drain(1)).map(deedOf)).toEqual(['resume 3', 'pause 4']);
  expect(await a.store.lag(10)).toMatchObject([
    { consumer: 'a', lost: 1, delivered: 4 },
    { consumer: 'b', lost: 3, delivered: 2 },
  ]);
  await trim();
  expect(await left()).toBe(0);
});

it('each consumer has its own age, and an event stays while somebody may still take it', async () => {
  const [patient, hasty] = [await feed.deliverer('patient', ['task:action']), await feed.deliverer('hasty', ['task:action'])];
  await hasty.store.register('hasty', { ...KEPT, wants: ['task:action'], maxAgeMs: KEPT.maxAgeMs / 2 });
  await happen(2);
  await grow(40);
  expect(await trim()).toEqual({ deleted: 0, lost: {}, next: null });
  await patient.drain();
  expect(await trim()).toEqual({ deleted: 2, lost: { hasty: 2 }, next: null });
});

it('a page whose events are dropped while they are handled can be committed, and nothing is counted twice', async () => {
  const deliverer = await feed.deliverer('a', ['task:action']);
  await happen(2);
  const page = await deliverer.page();
  await grow(90);
  expect(await trim()).toMatchObject({ deleted: 2, lost: { a: 2 } });
  expect(
    await deliverer.commit(
      page,
      page.events.map(({ position }) => [position, { message: 'broken' }]),
    ),
  ).toEqual([]);
  expect(await deliverer.store.lag(10)).toMatchObject([{ lost: 2, open: 0, waiting: 0 }]);
});

it('a walk looks at so many rows, and goes on behind what must stay', async () => {
  await feed.deliverer('slow', ['task:action']);
  await feed.deliverer('a', ['step:*']);
  await happen(3);
  const task = await insertTask(engine.client, [{ state: 'complete' }, { state: 'complete' }]);
  expect(task).toBeDefined();
  const first = await trim({ limit: 3 });
  expect(first).toMatchObject({ deleted: 0, next: expect.any(Number) });
  await (await feed.deliverer('a', ['step:*'])).drain();
  expect(await trim({ limit: 100, after: first.next! })).toEqual({ deleted: 2, lost: {}, next: null });
  expect(await left()).toBe(3);
});

it('what a transaction has not committed stays for whoever comes to know of it', async () => {
  const deliverer = await feed.deliverer('a', ['task:action']);
  const task = await insertTask(engine.client, [{}]);
  const session = await engine.session();
  await session.query('begin');
  await act(session, task, 'pause', 'late');
  await happen(1);
  await deliverer.drain();
  expect(await trim()).toMatchObject({ deleted: 1 });
  await session.query('commit');
  expect(await trim()).toMatchObject({ deleted: 0 });
  expect((await deliverer.drain()).map(deedOf)).toEqual(['pause late']);
});
