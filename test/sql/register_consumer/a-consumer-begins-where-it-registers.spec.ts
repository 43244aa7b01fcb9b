import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { act, deedOf, KEPT, useFeed } from '../../support/feed.js';
import { insertTask } from '../../support/rows.js';

const engine = useEngine();
const feed = useFeed(engine);

describe('register_consumer', () => {
  it('a new consumer begins with what is written after it, also where others were given more', async () => {
    await feed.deliverer('old', ['task:action']);
    const task = await insertTask(engine.client, [{}]);
    await act(engine.client, task, 'pause', 'before');
    const deliverer = await feed.deliverer('new', ['task:action']);
    await act(engine.client, task, 'resume', 'after');
    expect((await deliverer.drain()).map(deedOf)).toEqual(['resume after']);
  });

  it('to register again changes nothing but what is wanted', async () => {
    const deliverer = await feed.deliverer('billing', ['task:complete']);
    const task = await insertTask(engine.client, [{}]);
    await act(engine.client, task, 'pause', 'unwanted');
    expect(await deliverer.store.register('billing', { ...KEPT, wants: ['task:action'] })).toBe(false);
    await act(engine.client, task, 'resume', 'wanted');
    expect(await deliverer.store.register('billing', { ...KEPT, wants: ['task:action'] })).toBe(false);
    expect((await deliverer.drain()).map(deedOf)).toEqual(['resume wanted']);
  });

  it('refuses to want what nothing can match', async () => {
    const store = await feed.store();
    for (const want of ['task', 'task:', 'tasks:complete', 'step:Complete', 'custom:', 'custom:order*', 'order.shipped', ''])
      await expect(store.register('billing', { ...KEPT, wants: ['*', want] })).rejects.toThrow(
        `consumer billing wants ${JSON.stringify(want)}: nothing can match it`,
      );
    expect(await engine.rows('select * from tasker.event_consumers')).toEqual([]);
  });

  it('refuses a name that is empty or has more than 200 characters', async () => {
    const store = await feed.store();
    for (const name of ['', 'x'.repeat(201)])
      await expect(store.register(name, { ...KEPT, wants: ['*'] })).rejects.toThrow('event_consumers_name');
  });
});
