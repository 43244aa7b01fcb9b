import { PermanentError, RetryableError, type StepExecution } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { declaring, durableSubscriber } from '../../support/durable.subscribers.js';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { single } from '../../support/workflows.js';

describe('a durable subscriber to events of handlers', () => {
  const engine = useEngine();
  const events = { durable: { pollInterval: '20ms' } } as const;
  const only = (run: (execution: StepExecution) => unknown) =>
    single(run, { customEvents: [{ name: 'order.tried' }, { name: 'order.shipped' }, { name: 'parcel.sent' }] });

  it('gets those of attempts that failed, too, in their order, with a stable id and what was published', async () => {
    const Handler = only(({ publish, step }) => {
      publish('order.tried', { n: 1 });
      publish('parcel.sent');
      publish('order.tried', { n: 2, password: 'hunter2hunter2' });
      if (step.attempt === 1) throw new RetryableError('again', { retryAfter: 0 });
      throw new PermanentError('no');
    });
    const wide = durableSubscriber('wide', ['order.*'], (_, { attempt }) => {
      if (attempt === 1) throw new Error('once more');
    });
    const all = durableSubscriber('all', ['*']);
    const app = await engine.app([Handler, declaring(wide, all)], { events });
    const { taskId } = await app.run(Handler);
    await eventually(() => wide.events.length === 4);
    expect(wide.events.map(({ payload }) => [payload.attempt, payload.n])).toEqual([[1, 1], [1, 2], [2, 1], [2, 2]]); // prettier-ignore
    expect(wide.events[1]).toEqual({
      id: expect.stringMatching(/^custom:\d+:order.tried$/),
      name: 'order.tried',
      taskId,
      at: expect.any(Date),
      payload: expect.objectContaining({ taskId, stepName: 'only', n: 2, password: '[FILTERED]' }),
    });
    await eventually(() => all.names(taskId).filter((name) => name === 'order.tried').length === 4);
    const custom = all.events.filter(({ name }) => name.startsWith('order.'));
    expect(custom.map(({ id }) => id)).toEqual(wide.events.map(({ id }) => id));
  });

  it('gets nothing of a claim that another worker took over: the next attempt tells its own', async () => {
    const gates = new Gates();
    const Handler = only(async ({ publish, step }) => {
      publish('order.shipped');
      if (step.attempt === 1) await gates.pass('late');
    });
    const subscriber = durableSubscriber('log', ['order.shipped', 'task.completed']);
    const app = await engine.app([Handler, declaring(subscriber)], { events });
    const { taskId } = await app.orchestrator.createTask(Handler, { context: {} });
    await gates.reached('late');
    const reaper = await engine.worker();
    await engine.rows('update tasker.workers set lost_at = clock_timestamp() where worker_id <> $1', [reaper.id]);
    // Not while a call of the worker holds its row.
    await eventually(async () => (await reaper.reap())?.lost === true, { what: 'the worker is lost' });
    gates.open('late');
    // What an attempt publishes is told behind what its outcome has changed.
    await eventually(() => subscriber.names(taskId).includes('order.shipped'), { what: 'the event' });
    expect(subscriber.names(taskId)).toEqual(['task.completed', 'order.shipped']);
    expect(subscriber.events[1]!.payload).toMatchObject({ attempt: 2 });
  });
});
