import { DurableEvents, EventBus } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { FeedTrimJob } from '../../../libs/tasker/src/orchestration/delivery/feed-trim.job.js';
import { declaring, durableSubscriber } from '../../support/durable.subscribers.js';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { workflow } from '../../support/workflows.js';

describe('what a durable subscriber has not taken', () => {
  const engine = useEngine();
  const two = workflow('two', { first: {}, second: { dependsOn: 'first' } });
  const durable = { pollInterval: '20ms', maxAge: '1h' } as const;

  it('is kept for its time, then dropped, and each lost event is counted, logged and told', async () => {
    const taking = durableSubscriber('taking', ['step.completed']);
    const first = await engine.app([two, declaring(taking, durableSubscriber('away', ['step.completed']))], { events: { durable } });
    await first.close();
    const app = await engine.app([two, declaring(taking)], { events: { durable } });
    const told: any[] = [];
    app.module.get(EventBus).subscribe('subscriber.events_lost', ({ payload }) => told.push(payload));
    await app.run(two);
    await eventually(() => taking.events.length === 2);
    const lagOf = async (name: string) => (await app.module.get(DurableEvents).lag()).find(({ subscriber }) => subscriber === name)!;
    // The cursor is written after the handler of the last event: a trim before that would take it for lost.
    await eventually(async () => (await lagOf('taking')).delivered === 2, { what: 'both events are noted' });
    const job = app.module.get(FeedTrimJob, { strict: false });
    expect(await job.run()).toEqual({ deleted: 0, lost: 0 });
    await engine.rows(`update tasker.event_feed set created_at = created_at - interval '61 minutes'`);
    expect(await job.run()).toEqual({ deleted: 2, lost: 2 });
    await eventually(() => told.length === 1);
    expect(told[0]).toEqual({ subscriber: 'away', lost: 2, durable: true, oldestAt: null, reason: 'expired', timestamp: expect.any(Date) });
    expect(engine.logs.with('A durable subscriber has lost events')).toEqual([
      'warn A durable subscriber has lost events subscriber=away lost=2 reason=expired',
    ]);
    const lag = await app.module.get(DurableEvents).lag();
    expect(lag.map(({ subscriber, lost, waiting }) => [subscriber, lost, waiting])).toEqual([
      ['away', 2, 0],
      ['taking', 0, 0],
    ]);
  });

  it('is kept for the time of its subscriber, whichever process drops it', async () => {
    const first = await engine.app([two, declaring(durableSubscriber('away', ['step.completed']))], { worker: false, events: { durable } });
    await first.close();
    const app = await engine.app([two], { events: { durable: false } });
    await app.run(two);
    const job = app.module.get(FeedTrimJob, { strict: false });
    expect(await job.run()).toEqual({ deleted: 0, lost: 0 });
    await engine.rows(`update tasker.event_feed set created_at = created_at - interval '61 minutes'`);
    expect(await job.run()).toEqual({ deleted: 2, lost: 2 });
  });

  it('leaves the feed when everybody has taken it', async () => {
    const subscriber = durableSubscriber('taking', ['*']);
    const app = await engine.app([two, declaring(subscriber)], { events: { durable } });
    const { taskId } = await app.run(two);
    await eventually(() => subscriber.names(taskId).includes('task.completed'));
    const job = app.module.get(FeedTrimJob, { strict: false });
    // The cursor of the last event is written after its handler: a trim before that leaves it.
    await eventually(async () => (await job.run(), (await engine.rows('select from tasker.event_feed')).length === 0), {
      what: 'the trim',
    });
  });
});

describe('a question about durable subscribers that cannot be answered', () => {
  const engine = useEngine();

  it('is refused with what is wrong', async () => {
    const app = await engine.app([declaring(durableSubscriber('log', ['task.completed']))], { worker: false });
    const events = app.module.get(DurableEvents);
    await expect(events.givenUp('nobody')).rejects.toThrow("no durable subscriber 'nobody' is registered");
    await expect(events.givenUp('log', { after: -1, limit: 0 })).rejects.toMatchObject({
      name: 'InvalidRequestError',
      issues: [
        { path: 'after', message: 'must be a whole number from 0' },
        { path: 'limit', message: 'must be a whole number from 1 to 1000' },
      ],
    });
    for (const selection of [[], [0], ['1'], 'some', null] as never[]) {
      await expect(events.drop('log', selection)).rejects.toThrow("selection: must be 'all' or a list of positions");
    }
    await expect(events.redeliver('nobody', 'all')).rejects.toMatchObject({ name: 'NotFoundError' });
    expect(await events.redeliver('log', 'all')).toBe(0);
    await expect(events.drop('log', [7, 9])).rejects.toThrow("durable subscriber 'log' has no given-up event at 7, 9");
  });
});
