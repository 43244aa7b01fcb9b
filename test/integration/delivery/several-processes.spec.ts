import { DurableEvents, type DurableEvent } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { DurableDelivery } from '../../../libs/tasker/src/orchestration/delivery/durable.delivery.js';
import { declaring, durableSubscriber } from '../../support/durable.subscribers.js';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { workflow } from '../../support/workflows.js';

const STEPS = ['step.completed'];
const durable = { pollInterval: '20ms' } as const;
const idsOf = (events: readonly DurableEvent<any>[]) => events.map(({ id }) => id);

describe('durable subscribers of several processes', () => {
  const engine = useEngine();
  const two = workflow('two', { first: {}, second: { dependsOn: 'first' } });
  const history = async () =>
    (
      await engine.rows(`select 'step:' || workflow_step_transition_id || ':step.completed' as id from tasker.workflow_step_transitions
      where to_state = 'complete' order by workflow_step_transition_id`)
    ).map(({ id }) => id as string);

  it('a process that only creates tasks delivers what others have done', async () => {
    const subscriber = durableSubscriber('log', STEPS);
    const creator = await engine.app([two, declaring(subscriber)], { worker: false, events: { durable } });
    await engine.app([two]);
    await creator.run(two);
    await eventually(() => subscriber.events.length === 2);
    expect(idsOf(subscriber.events)).toEqual(await history());
  });

  it('with `durable: false` delivers nothing and asks for nothing to be kept', async () => {
    const subscriber = durableSubscriber('log', STEPS);
    const app = await engine.app([two, declaring(subscriber)], { events: { durable: false } });
    await app.run(two);
    expect(await engine.rows('select from tasker.event_consumers')).toEqual([]);
    expect(await engine.rows('select from tasker.event_feed')).toEqual([]);
  });

  it('one process delivers at a time, and when it stops the other goes on with what it had not begun', async () => {
    const gates = new Gates();
    const [one, other] = ['one', 'other'].map((name) => durableSubscriber('log', STEPS, () => gates.pass(name)));
    const first = await engine.app([two, declaring(one!)], { events: { durable: { ...durable, concurrency: 1 } } });
    await first.run(two);
    await gates.reached('one');
    const second = await engine.app([two, declaring(other!)], { worker: false, events: { durable } });
    await second.run(two);
    await second.run(two);
    const stopped = first.module.get(DurableDelivery, { strict: false }).beforeApplicationShutdown();
    gates.open('one');
    await stopped;
    await first.close();
    expect(one!.events).toHaveLength(1);
    gates.open('other');
    await eventually(() => other!.events.length === 5, { what: 'the rest at the other process' });
    expect([...idsOf(one!.events), ...idsOf(other!.events)].sort()).toEqual((await history()).sort());
  });

  it('whoever has lost the lease delivers nothing further, and what it had is delivered again by whoever has it', async () => {
    const gates = new Gates();
    const reasons: unknown[] = [];
    const subscriber = durableSubscriber('log', STEPS, async (_, { signal }) => {
      if (reasons.length > 0) return;
      signal.addEventListener('abort', () => reasons.push((signal.reason as Error).message));
      await gates.pass('handler');
    });
    const app = await engine.app([two, declaring(subscriber)], { events: { durable } });
    await app.run(two);
    await gates.reached('handler');
    await engine.rows(`update tasker.event_cursors set holder = gen_random_uuid(), held_until = clock_timestamp() + interval '1 hour'`);
    await eventually(() => reasons.length > 0, { what: 'the handler is told' });
    expect(reasons).toEqual(['another process delivers in place of this one']);
    gates.open('handler');
    await eventually(() => subscriber.events.length === 1);
    await engine.rows('update tasker.event_cursors set held_until = clock_timestamp()');
    await eventually(() => subscriber.events.length === 3, { what: 'both events again' });
    const [begun, ...again] = idsOf(subscriber.events);
    expect(again).toEqual(await history());
    expect(begun).toBe(again[0]);
    expect(engine.logs.with('the lease of log is lost')).toHaveLength(1);
  });

  it('a subscriber that no process had for a while gets everything that happened meanwhile, once, in order', async () => {
    const before = durableSubscriber('log', STEPS);
    const first = await engine.app([two, declaring(before)], { events: { durable } });
    await first.run(two);
    await eventually(() => before.events.length === 2);
    await first.close();
    const without = await engine.app([two]);
    for (let task = 0; task < 5; task += 1) await without.run(two);
    const lag = await without.module.get(DurableEvents).lag();
    const counts = { waiting: 10, open: 0, givenUp: 0, delivered: 2, failed: 0, lost: 0 };
    expect(lag).toEqual([{ subscriber: 'log', ...counts, oldestSeconds: expect.any(Number), heldUntil: null }]);
    expect(lag[0]!.oldestSeconds).toBeGreaterThan(0);
    const after = durableSubscriber('log', STEPS);
    await engine.app([declaring(after)], { worker: false, events: { durable: { ...durable, batchSize: 3, concurrency: 1 } } });
    await eventually(() => after.events.length === 10);
    expect([...idsOf(before.events), ...idsOf(after.events)]).toEqual(await history());
  });

  it('a process of a version that means other events leaves the subscriber to the one that was started last', async () => {
    const before = durableSubscriber('log', ['task.completed']);
    const first = await engine.app([two, declaring(before)], { events: { durable } });
    const { taskId } = await first.run(two);
    await eventually(() => before.events.length === 1);
    const after = durableSubscriber('log', ['task.completed', ...STEPS]);
    await engine.app([two, declaring(after)], { worker: false, events: { durable } });
    const next = await first.run(two);
    await eventually(() => after.events.length === 3, { what: 'all events of the later task at the later version' });
    expect(after.names(next.taskId)).toEqual([...STEPS, ...STEPS, 'task.completed']);
    expect([before.names(taskId), before.events.length]).toEqual([['task.completed'], 1]);
  });

  it('a version that was started later and is gone is followed by one that means other events, on its own terms', async () => {
    const subscriber = durableSubscriber('log', ['task.completed']);
    const app = await engine.app([two, declaring(subscriber)], { events: { durable } });
    await engine.rows(`select tasker.register_consumer('log', array['custom:*'], array['order.*'], '7 days')`);
    await eventually(async () => (await app.module.get(DurableEvents).lag())[0]!.heldUntil === null, { what: 'the lease is given up' });
    await engine.rows(`update tasker.event_consumers set registered_at = registered_at - interval '1 hour'`);
    await engine.rows(`update tasker.event_cursors set last_read_at = last_read_at - interval '1 hour'`);
    await eventually(async () => (await engine.rows('select wants from tasker.event_consumers'))[0]!.wants[0] === 'task:complete');
    const { taskId } = await app.run(two);
    await eventually(() => subscriber.names(taskId).length === 1);
  });

  it('an outage of the database neither loses an event nor repeats one', async () => {
    await engine.rows(`select tasker.register_consumer('log', array['step:complete'], array['step.completed'], '7 days')`);
    const app = await engine.app([two]);
    for (let task = 0; task < 5; task += 1) await app.run(two);
    await app.close();
    const subscriber = durableSubscriber('log', STEPS, async () => {
      await engine.rows(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`);
    });
    await engine.app([declaring(subscriber)], { worker: false, events: { durable: { ...durable, batchSize: 4, concurrency: 1 } } });
    await eventually(() => subscriber.events.length >= 10);
    await eventually(async () => (await engine.rows('select delivered::int from tasker.event_cursors'))[0]!.delivered === 10);
    expect(idsOf(subscriber.events)).toEqual(await history());
  });

  it('a subscriber can be removed when no process has it, and not while one delivers', async () => {
    const app = await engine.app([two, declaring(durableSubscriber('log', STEPS))], { events: { durable } });
    const other = await engine.app([two]);
    const durableEvents = other.module.get(DurableEvents);
    await eventually(async () => (await durableEvents.lag())[0]?.heldUntil !== null);
    await expect(durableEvents.removeConsumer('log')).rejects.toMatchObject({ name: 'StateTransitionError' });
    await app.close();
    await durableEvents.removeConsumer('log');
    await expect(durableEvents.removeConsumer('log')).rejects.toMatchObject({ name: 'NotFoundError' });
    await other.run(two);
    expect(await engine.rows('select from tasker.event_feed')).toEqual([]);
  });
});
