import { describe, expect, it } from 'vitest';
import type { FedEvent } from '../../../libs/tasker/src/database/event-feed.store.js';
import { useEngine } from '../../support/engine.js';
import { act, useFeed } from '../../support/feed.js';
import { insertTask } from '../../support/rows.js';
import { completed } from '../../support/worker.session.js';

const engine = useEngine();
const feed = useFeed(engine);
const MEGABYTE = 1_048_576;
/** The database packs it to a hundredth. */
const packed = (megabytes: number) => 'x'.repeat(megabytes * MEGABYTE);
/** It cannot be packed. */
const plain = async (megabytes: number) =>
  (await engine.rows(`select string_agg(md5(i::text), '') as text from generate_series(1, $1) i`, [megabytes * 32_768]))[0]!.text as string;
const tasksOf = (events: readonly FedEvent[]) => events.map(({ taskId }) => taskId);

/** Tasks with a context of so many megabytes each, and an event of each. */
async function pausedTasks(megabytes: readonly number[], text: (megabytes: number) => string | Promise<string>): Promise<string[]> {
  const tasks: string[] = [];
  for (const size of megabytes) tasks.push(await insertTask(engine.client, [{}], { context: { text: await text(size) } }));
  for (const task of tasks) await act(engine.client, task, 'pause');
  return tasks;
}

describe('a page of large events', () => {
  it.each([
    ['packed', packed],
    ['plain', plain],
  ])('ends at 16 MB, with one event at least, and the next one goes on (%s)', async (_, text) => {
    const deliverer = await feed.deliverer('billing', ['task:action']);
    const tasks = await pausedTasks([5, 5, 5, 5, 20, 1], text);
    const pages: string[][] = [];
    for (let page = await deliverer.page(); page.page !== null; page = await deliverer.page()) {
      expect(page.tasks).toHaveLength(page.events.length);
      expect(page.more).toBe(pages.length < 3);
      pages.push(tasksOf(page.events));
      await deliverer.commit(page);
    }
    expect(pages).toEqual([tasks.slice(0, 3), tasks.slice(3, 4), tasks.slice(4, 5), tasks.slice(5)]);
  });

  it('counts the context of a task once, and each result', async () => {
    const deliverer = await feed.deliverer('billing', ['task:action', 'step:complete']);
    const [task] = await pausedTasks([9], packed);
    for (let count = 0; count < 10; count++) await act(engine.client, task!, count % 2 === 0 ? 'resume' : 'pause');
    const whole = await deliverer.page();
    expect([whole.events.length, whole.more]).toEqual([11, false]);
    await deliverer.commit(whole);
    await insertTask(engine.client, [{}, {}, {}]);
    const worker = await engine.worker();
    const claims = await worker.claim();
    await worker.advance(claims.map((claim) => completed(claim, { text: packed(7) })));
    expect((await deliverer.page()).events).toHaveLength(2);
  });

  it('of what is due again ends there, too', async () => {
    const deliverer = await feed.deliverer('billing', ['task:action']);
    const tasks = await pausedTasks([7, 7, 7], packed);
    for (let page = await deliverer.page(); page.page !== null; page = await deliverer.page())
      await deliverer.commit(
        page,
        page.events.map(({ position }) => [position, { message: 'broken' }]),
      );
    const first = (await deliverer.due()).events;
    await deliverer.settle(first.map(({ position }) => [position, null]));
    const second = (await deliverer.due()).events;
    expect([tasksOf(first), tasksOf(second)]).toEqual([tasks.slice(0, 2), tasks.slice(2)]);
  });
});
