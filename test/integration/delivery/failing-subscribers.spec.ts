import { DurableEvents, EventBus, PermanentError, RetryableError, type DurableEvent } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { declaring, durableSubscriber } from '../../support/durable.subscribers.js';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { workflow } from '../../support/workflows.js';

const STEPS = ['step.completed'];
/** What the subscriber of steps gets of a task of `two`. */
const BOTH = ['first', 'second'];
const stepsOf = (events: readonly DurableEvent<any>[], taskId?: string) =>
  events.filter((event) => taskId === undefined || event.taskId === taskId).map(({ payload }) => payload.stepName);

describe('a durable subscriber that fails', () => {
  const engine = useEngine();
  const two = workflow('two', { first: {}, second: { dependsOn: 'first' } });
  const durable = { pollInterval: '20ms' } as const;

  it('gets the event again, before the later ones of the task, while other tasks go on', async () => {
    const tries: string[] = [];
    let failing = '';
    const subscriber = durableSubscriber('mailer', STEPS, ({ taskId, payload }, { attempt }) => {
      if (taskId !== failing) return;
      tries.push(`${payload.stepName} ${attempt}`);
      if (attempt < 4) throw new Error('not yet');
    });
    const app = await engine.app([two, declaring(subscriber)], { events: { durable }, worker: { concurrency: 1 } });
    const [slow, other] = [crypto.randomUUID(), crypto.randomUUID()];
    failing = (await app.orchestrator.createTask(two, { context: { slow } })).taskId;
    const { taskId } = await app.orchestrator.createTask(two, { context: { other } });
    await eventually(() => stepsOf(subscriber.events, failing).length === 2, { what: 'both events of the failing task' });
    expect(tries).toEqual(['first 1', 'first 2', 'first 3', 'first 4', 'second 1', 'second 2', 'second 3', 'second 4']);
    expect(stepsOf(subscriber.events, taskId)).toEqual(BOTH);
    expect(subscriber.events.findLastIndex((event) => event.taskId === taskId)).toBeLessThan(2);
    expect(engine.logs.with('A durable subscriber failed, it gets the event again')[0]).toMatch(
      /^warn .* subscriber=mailer event=step.completed event_id=step:\d+:step.completed task_id=\S+ attempt=1 error_class=Error error="not yet"$/,
    );
  });

  it('does not get again what it took of the same change', async () => {
    const taken: string[] = [];
    const subscriber = durableSubscriber('steps', ['step.*'], ({ name, payload }, { attempt }) => {
      taken.push(`${payload.stepName} ${name}`);
      if (name === 'step.completed' && attempt === 1) throw new Error('not yet');
    });
    const app = await engine.app([two, declaring(subscriber)], { events: { durable } });
    await app.run(two);
    await eventually(() => subscriber.events.filter(({ name }) => name === 'step.completed').length === 2);
    const once = ['step.before_transition', 'step.execution_requested', 'step.before_handle', 'step.completed', 'step.completed'];
    expect(taken).toEqual(BOTH.flatMap((step) => once.map((name) => `${step} ${name}`)));
  });

  it('is not asked again after maxAttempts: the event waits for a person, who has it delivered or dropped, and the task goes on', async () => {
    let healed = false;
    const subscriber = durableSubscriber('mailer', STEPS, ({ payload }) => {
      if (payload.stepName === 'first' && !healed) throw new TypeError('never');
    });
    const app = await engine.app([two, declaring(subscriber)], { events: { durable: { ...durable, maxAttempts: 2 } } });
    const told: any[] = [];
    app.module.get(EventBus).subscribe('subscriber.event_given_up', ({ payload }) => told.push(payload));
    const durableEvents = app.module.get(DurableEvents);
    const tasks = [await app.run(two), await app.run(two)];
    const [one, other] = await eventually(async () => {
      const found = await durableEvents.givenUp('mailer');
      return found.length === 2 && found;
    });
    await eventually(() => subscriber.events.length === 2, { what: 'the later events' });
    expect(stepsOf(subscriber.events)).toEqual(['second', 'second']);
    expect([one!.taskId, other!.taskId].sort()).toEqual(tasks.map(({ taskId }) => taskId).sort());
    expect(one).toMatchObject({ kind: 'step', name: 'complete', attempts: 2, error: { message: 'never', errorClass: 'TypeError' } });
    await eventually(() => told.length === 2);
    expect(told.find(({ taskId }) => taskId === one!.taskId)).toEqual({
      subscriber: 'mailer',
      id: expect.stringMatching(/^step:\d+:step.completed$/),
      name: 'step.completed',
      taskId: one!.taskId,
      attempts: 2,
      errorClass: 'TypeError',
      error: 'never',
      timestamp: expect.any(Date),
    });
    expect(engine.logs.with('A durable subscriber failed for the last time')).toHaveLength(2);
    // What the subscriber has taken is noted a moment later.
    const lag = await eventually(
      async () => {
        const found = await durableEvents.lag();
        return found.every(({ open }) => open === 0) && found;
      },
      { what: 'nothing is open' },
    );
    expect(lag.map(({ subscriber: name, givenUp }) => [name, givenUp])).toEqual([['mailer', 2]]);

    healed = true;
    expect(await durableEvents.redeliver('mailer', [one!.position])).toBe(1);
    await eventually(() => subscriber.events.length === 3, { what: 'the redelivered event' });
    expect(subscriber.events[2]).toMatchObject({ taskId: one!.taskId, payload: { stepName: 'first' } });
    expect(await durableEvents.drop('mailer', 'all')).toBe(1);
    expect(await durableEvents.givenUp('mailer')).toEqual([]);
    await expect(durableEvents.redeliver('mailer', [other!.position])).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('shows nothing of what must not be shown: neither in the log nor on the bus nor to the person', async () => {
    const subscriber = durableSubscriber('mailer', ['step.completed'], () => {
      throw Object.assign(new Error('mail to ann failed: password=hunter2'), { context: { token: 'abcd1234', card: 'sent 4000-1234' } });
    });
    const app = await engine.app([two, declaring(subscriber)], { events: { durable: { ...durable, maxAttempts: 2 } } });
    const told: any[] = [];
    app.module.get(EventBus).subscribe('subscriber.event_given_up', ({ payload }) => told.push(payload));
    await app.run(two, { secret: '4000-1234' });
    await eventually(() => told.length === 2);
    const message = 'mail to ann failed: password=[FILTERED]';
    expect(told[0]).toMatchObject({ error: message });
    const [givenUp] = await app.module.get(DurableEvents).givenUp('mailer');
    expect(givenUp!.error).toMatchObject({ message, context: { token: '[FILTERED]', card: 'sent [FILTERED]' } });
    const lines = engine.logs.with('A durable subscriber failed');
    expect(lines).toHaveLength(4);
    for (const shown of [told, givenUp, lines]) expect(JSON.stringify(shown)).not.toMatch(/hunter2|abcd1234|4000-1234/);
  });

  it('says with PermanentError that further tries are in vain, and with RetryableError when the next one may be', async () => {
    const tries: string[] = [];
    const subscriber = durableSubscriber('mailer', STEPS, ({ payload }, { attempt }) => {
      tries.push(`${payload.stepName} ${attempt}`);
      if (payload.stepName === 'first') throw new PermanentError('never');
      if (attempt === 1) throw new RetryableError('busy', { retryAfter: 0 });
    });
    // The usual wait would be an hour: only what the error says can bring the second try.
    const app = await engine.app([two, declaring(subscriber)], { events: { durable: { pollInterval: '1h' } } });
    await app.run(two);
    await eventually(() => subscriber.events.length === 1);
    expect(tries).toEqual(['first 1', 'second 1', 'second 2']);
    expect(await app.module.get(DurableEvents).givenUp('mailer')).toMatchObject([{ attempts: 1, error: { permanent: true } }]);
  });

  it('by hanging delays neither another subscriber nor another task, and is told when its time is over', async () => {
    const gates = new Gates();
    const aborted: unknown[] = [];
    let hanging = '';
    const hangs = durableSubscriber('hangs', STEPS, async ({ taskId, payload }, { signal }) => {
      if (taskId !== hanging || payload.stepName !== 'first') return;
      signal.addEventListener('abort', () => aborted.push((signal.reason as Error).name));
      await gates.pass('never opened');
    });
    const fine = durableSubscriber('fine', STEPS);
    const settings = { ...durable, timeout: '3s', maxAttempts: 1 } as const;
    const app = await engine.app([two, declaring(hangs, fine)], { events: { durable: settings } });
    hanging = (await app.orchestrator.createTask(two, { context: {} })).taskId;
    await gates.reached('never opened');
    const others = [await app.run(two), await app.run(two), await app.run(two)];
    await eventually(() => fine.events.length === 8, { what: 'all events at the other subscriber' });
    await eventually(() => others.every(({ taskId }) => stepsOf(hangs.events, taskId).length === 2), { what: 'the other tasks' });
    expect([aborted, stepsOf(hangs.events, hanging)]).toEqual([[], []]);
    await eventually(() => stepsOf(hangs.events, hanging).length === 1, { what: 'the event behind the one that is given up' });
    expect([aborted, stepsOf(hangs.events, hanging)]).toEqual([['DeliveryTimeoutError'], ['second']]);
    const [givenUp] = await app.module.get(DurableEvents).givenUp('hangs');
    expect(givenUp!.error).toMatchObject({ message: 'no answer within 3000 ms (events.durable.timeout)' });
  });
});
