import { beforeEach, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { act, useFeed } from '../../support/feed.js';
import { insertTask } from '../../support/rows.js';

const engine = useEngine();
const feed = useFeed(engine);

/** Ids of transactions as a cursor has them: everything below 1000 is seen, but 990; the feed has one event, of 995 or 990. */
beforeEach(async () => {
  await feed.deliverer('billing', ['task:action']);
  await act(engine.client, await insertTask(engine.client, [{}]), 'pause');
  await engine.rows("update tasker.event_cursors set seen_before = 1000, seen_except = '{990}'");
});

async function opens(transaction: number, before: number, except: number[]): Promise<boolean> {
  await engine.rows('update tasker.event_feed set transaction_id = $1', [transaction]);
  const [row] = await engine.rows(
    'select w.until_before is not null as opens from tasker.event_cursors c cross join lateral tasker.open_window(c, $1, $2) w',
    [before, except],
  );
  return row?.opens as boolean;
}

it.each([
  [990, 1000, [], true, 'a transaction that was open is closed'],
  [990, 1000, [990], false, 'it is still open'],
  [1001, 1002, [990], true, 'a new transaction is closed'],
  [1001, 1002, [990, 1001], false, 'a new transaction is open'],
  [1001, 1001, [990], false, 'a new transaction is not in the snapshot'],
  [995, 1002, [], false, 'a transaction that is seen'],
  [990, 999, [], false, 'a snapshot that ends before what is seen'],
  [990, 1000, [995], false, 'a snapshot in which a seen transaction is open'],
])('event of %i, snapshot before %i except %j: a window opens? %s: %s', async (transaction, before, except, expected) => {
  expect(await opens(transaction, before, except)).toBe(expected);
});
