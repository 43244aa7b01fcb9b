import { beforeEach, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { act, deedOf, useFeed, type Deliverer } from '../../support/feed.js';
import { insertTask } from '../../support/rows.js';

const engine = useEngine();
const feed = useFeed(engine);

let [a, b]: Deliverer[] = [];
let task: string;

/** A dump was made while `a` had taken one event and `b` none, and restored into a cluster that has given out fewer ids of transactions. */
beforeEach(async () => {
  [a, b] = [await feed.deliverer('a', ['task:action']), await feed.deliverer('b', ['task:action'])];
  task = await insertTask(engine.client, [{}]);
  await act(engine.client, task, 'pause', '0');
  await a.drain();
  await act(engine.client, task, 'resume', '1');
  await a.page();
  await engine.rows('update tasker.event_feed set transaction_id = transaction_id + 1000000000');
  await engine.rows(
    `update tasker.event_cursors set seen_before = seen_before + 1000000000, until_before = until_before + 1000000000,
       seen_except = (select coalesce(array_agg(x + 1000000000), '{}') from unnest(seen_except) x)`,
  );
});

it('everything that is left in the feed comes again to everybody, and what is new after it', async () => {
  await act(engine.client, task, 'pause', '2');
  const first = await a!.page();
  expect([first.page, first.more]).toEqual([null, true]);
  expect((await a!.drain()).map(deedOf)).toEqual(['pause 0', 'resume 1', 'pause 2']);
  expect((await b!.drain()).map(deedOf)).toEqual(['pause 0', 'resume 1', 'pause 2']);
  await act(engine.client, task, 'resume', '3');
  expect((await a!.drain()).map(deedOf)).toEqual(['resume 3']);
});

it('so it does where the cluster has given out the ids of the cursors already, and not yet those of the feed', async () => {
  await engine.rows('update tasker.event_cursors set seen_before = 3, until_before = null, until_except = null, last_position = null');
  await engine.rows("update tasker.event_cursors set seen_except = '{}', position = 0, first_position = null");
  await act(engine.client, task, 'pause', '2');
  expect(await a!.page()).toMatchObject({ page: null, more: true });
  expect((await a!.drain()).map(deedOf)).toEqual(['pause 0', 'resume 1', 'pause 2']);
});

it('a trim that comes first takes nothing that is still to be told', async () => {
  await act(engine.client, task, 'pause', '2');
  expect(await a!.store.trim({ after: 0, limit: 100 })).toMatchObject({ deleted: 0, lost: {} });
  expect((await b!.drain()).map(deedOf)).toEqual(['pause 0', 'resume 1', 'pause 2']);
});
