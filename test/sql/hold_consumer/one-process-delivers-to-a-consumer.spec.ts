import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { act, deedOf, useFeed } from '../../support/feed.js';
import { insertTask } from '../../support/rows.js';

const engine = useEngine();
const feed = useFeed(engine);

async function endLease(): Promise<void> {
  await engine.rows("update tasker.event_cursors set held_until = now() - interval '1 second'");
}

async function paused(count = 1): Promise<void> {
  for (let made = 0; made < count; made++) await act(engine.client, await insertTask(engine.client, [{}]), 'pause', String(made));
}

it('who has the lease keeps it; another one is told so and follows when it is released', async () => {
  const [first, second] = [await feed.deliverer(), await feed.deliverer()];
  await first.drain();
  const row = () => engine.rows('select ctid, xmin, xmax, * from tasker.event_cursors');
  const before = await row();
  expect(await second.read()).toBe('held');
  expect(await row(), 'who only asks writes nothing').toEqual(before);
  await expect(second.due()).rejects.toThrow('held');
  expect([await first.store.renew('billing', first.holder, 60_000), await second.store.renew('billing', second.holder, 60_000)]).toEqual([
    true,
    false,
  ]);
  await second.store.release('billing', second.holder);
  expect(await second.read()).toBe('held');
  await first.store.release('billing', first.holder);
  await second.drain();
  expect(await first.read()).toBe('held');
});

it('who lost the lease commits nothing; the page comes again to who has it', async () => {
  const [first, second] = [await feed.deliverer('billing', ['task:action']), await feed.deliverer('billing', ['task:action'])];
  await paused(2);
  const late = await first.page(1);
  await endLease();
  const again = await second.page(1);
  expect([again.events.map(deedOf), again.page]).toEqual([late.events.map(deedOf), late.page]);
  expect(await first.commit(late, [[late.events[0]!.position, { message: 'failed' }]])).toBe(false);
  expect(await engine.rows('select * from tasker.event_deliveries')).toEqual([]);
  expect(await second.commit(again)).toEqual([]);
  expect((await second.drain()).map(deedOf)).toEqual(['pause 1']);
});

it('who gets the lease back commits no page from before, even one that begins where the cursor stands', async () => {
  const [first, second] = [await feed.deliverer('billing', ['task:action']), await feed.deliverer('billing', ['task:action'])];
  await paused(2);
  const old = await first.page();
  await endLease();
  await second.drain();
  await endLease();
  await paused(2);
  const fresh = await first.page(1);
  expect(await first.commit(old)).toBe(false);
  expect(await first.commit(fresh)).toEqual([]);
  expect(await first.commit(fresh)).toBe(false);
  expect(await first.drain()).toHaveLength(1);
  expect(await first.store.lag(10)).toMatchObject([{ delivered: 4 }]);
});

it('who lost the lease ends no delivery', async () => {
  const [first, second] = [await feed.deliverer('billing', ['task:action']), await feed.deliverer('billing', ['task:action'])];
  await paused();
  const page = await first.page();
  await first.commit(page, [[page.events[0]!.position, { message: 'failed' }]]);
  const { events } = await first.due();
  await endLease();
  expect((await second.due()).events).toEqual(events);
  expect(await first.settle([[events[0]!.position, null]])).toBe(false);
  expect(await second.settle([[events[0]!.position, null]])).toEqual([]);
});

it('many who ask at once: one is the deliverer, and nobody waits for it', async () => {
  const deliverers = await Promise.all(Array.from({ length: 8 }, () => feed.deliverer()));
  await paused();
  const answers = await Promise.all(deliverers.map((deliverer) => deliverer.read()));
  expect(answers.filter((answer) => answer !== 'held')).toHaveLength(1);
  await endLease();
  const other = await engine.session();
  await other.query('begin; select from tasker.event_cursors for update');
  expect(await deliverers[0]!.read()).toBe('held');
  await other.query('rollback');
});

it('who has the lease keeps it while its own commit holds the row', async () => {
  const deliverer = await feed.deliverer();
  await deliverer.drain();
  // More than half of the lease is over: it is to be renewed.
  await engine.rows(`update tasker.event_cursors set held_until = clock_timestamp() + interval '20 seconds'`);
  const commit = await engine.session();
  await commit.query('begin; select from tasker.event_cursors for update');
  const renewal = deliverer.store.renew('billing', deliverer.holder, 60_000);
  await eventually(
    async () =>
      (await engine.rows(`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`)).length > 0,
    { what: 'the renewal waits for the commit' },
  );
  await commit.query('commit');
  expect(await renewal).toBe(true);
});
