import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { busOf, delivered, logged, records, turn } from '../../../../test/support/event.bus.js';
import { ConfigurationError } from '../model/errors.js';
import { EventBus } from './event.bus.js';
import type { TaskerEvent } from './tasker.event.js';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('EventBus', () => {
  it('delivers name, payload and time to everybody who listens', async () => {
    const bus = busOf();
    const got: TaskerEvent[] = [];
    bus.subscribe('order.placed', (event) => got.push(event));
    bus.subscribe('order.placed', (event) => got.push(event));
    const payload = { id: 1 };
    bus.publish('order.placed', payload);
    await delivered();
    expect(got).toEqual([{ name: 'order.placed', payload, at: expect.any(Date) }, got[0]]);
    expect(got[0]?.payload).toBe(payload);
  });

  it('calls no listener inside publish', async () => {
    const bus = busOf();
    const listener = vi.fn();
    bus.subscribe('*', listener);
    bus.publish('order.placed', {});
    await Promise.resolve();
    expect(listener).not.toHaveBeenCalled();
    await delivered();
    expect(listener).toHaveBeenCalledOnce();
  });

  it.each([
    ['order.placed', ['order.placed']],
    ['order.*', ['order.placed', 'order.item.added']],
    ['order.item.*', ['order.item.added']],
    ['*', ['order.placed', 'order.item.added', 'orders.placed']],
    [
      ['orders.placed', 'order.item.*'],
      ['order.item.added', 'orders.placed'],
    ],
    [
      ['order.*', 'order.placed'],
      ['order.placed', 'order.item.added'],
    ],
  ])('gives to %s what it means, each event once', async (pattern, expected) => {
    const bus = busOf();
    const names: string[] = [];
    bus.subscribe(pattern, ({ name }) => names.push(name));
    for (const name of ['order.placed', 'order.item.added', 'orders.placed']) bus.publish(name, {});
    await delivered();
    expect(names).toEqual(expected);
  });

  it.each(['', ' ', 'order.', '.order', 'or*', '*.placed', 'order.*.added', 'order..placed', '**', 'a b', undefined, 7, [], ['order.']])(
    'refuses to listen to %j',
    (pattern) => {
      expect(() => new EventBus().subscribe(pattern as string, () => undefined)).toThrow(ConfigurationError);
    },
  );

  it.each([
    ['task.started', 'task.start_requested'],
    ['step.started', 'step.execution_requested'],
  ])('knows %s as %s', async (alias, name) => {
    const bus = busOf();
    const names: string[] = [];
    bus.subscribe(alias, (event) => names.push(event.name));
    expect([bus.wants(name), bus.wants(alias)]).toEqual([true, false]);
    bus.announce(name, () => ({}));
    await delivered();
    expect(names).toEqual([name]);
  });

  it('warns of a listener that will never hear anything', () => {
    const warn = logged('warn');
    const bus = busOf();
    bus.subscribe(['task.complete', 'task.completed', 'order.later', 'task.started', 'step.x.*'], () => undefined, { name: 'audit' });
    expect(warn.mock.calls).toEqual([
      ["listener audit listens to 'task.complete', but the engine fires no such event; did you mean 'task.completed'?"],
    ]);
  });

  it('gives one listener its events one after the other, in order, while others go on', async () => {
    const bus = busOf();
    const slow: string[] = [];
    const quick: unknown[] = [];
    const gates: (() => void)[] = [];
    bus.subscribe('*', async ({ payload }) => {
      slow.push(`${String(payload)} begins`);
      await new Promise<void>((resolve) => gates.push(resolve));
      slow.push(`${String(payload)} ends`);
    });
    bus.subscribe('*', ({ payload }) => quick.push(payload));
    for (const payload of [1, 2]) bus.publish('order.placed', payload);
    await delivered();
    expect([slow, quick]).toEqual([['1 begins'], [1, 2]]);
    bus.publish('order.placed', 3);
    await delivered();
    expect([slow, quick]).toEqual([['1 begins'], [1, 2, 3]]);
    for (let count = 0; count < 3; count++) {
      gates[count]?.();
      await delivered();
    }
    expect(slow).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends']);
  });

  it('keeps the order of thousands of events, and leaves the event loop to others meanwhile', async () => {
    const bus = busOf();
    const got: unknown[] = [];
    let turns = 0;
    bus.subscribe('order.placed', ({ payload }) => {
      const until = performance.now() + 1;
      while (performance.now() < until);
      got.push(payload);
    });
    bus.subscribe('orders.placed', async ({ payload }) => got.push(payload));
    for (let number = 0; number < 30; number++) bus.publish('order.placed', number);
    for (; got.length < 30; turns++) await turn();
    expect(got).toEqual(Array.from({ length: 30 }, (_, number) => number));
    expect(turns).toBeGreaterThanOrEqual(4);
    got.length = 0;
    for (let number = 0; number < 5_000; number++) bus.publish('orders.placed', number);
    while (got.length < 5_000) await turn();
    expect(got).toEqual(Array.from({ length: 5_000 }, (_, number) => number));
  });

  it('asks a filter when an event is delivered', async () => {
    const bus = busOf();
    const got: unknown[] = [];
    let wanted = 1;
    bus.subscribe('*', ({ payload }) => got.push(payload), { filter: ({ payload }) => payload === wanted });
    bus.publish('order.placed', 1);
    bus.publish('order.placed', 2);
    wanted = 2;
    await delivered();
    expect(got).toEqual([2]);
    expect(bus.statistics()[0]).toMatchObject({ delivered: 1, filtered: 1, failed: 0 });
  });

  it.each([[undefined], [null], [{}]])('refuses %j as a listener', (listener) => {
    const bus = new EventBus();
    expect(() => bus.subscribe('task.completed', listener as never)).toThrow(/^a listener of task\.completed must be a function, not /);
  });

  it('keeps what listeners have counted that have ended, by name', async () => {
    logged('error');
    const bus = new EventBus();
    for (const n of [1, 2]) {
      const end = bus.subscribe('task.completed', () => { if (n === 2) throw new Error('no'); }, { name: 'audit' }); // prettier-ignore
      bus.announce('task.completed', () => ({}));
      await turn();
      await turn();
      end();
    }
    expect([...bus.pastCounts()]).toEqual([['audit', { delivered: 1, failed: 1, dropped: 0 }]]);
  });

  it('delivers nothing to a listener that has ended, not even what was published before', async () => {
    const bus = busOf();
    const got: unknown[] = [];
    const end = bus.subscribe('*', ({ payload }) => {
      got.push(payload);
      end();
    });
    bus.publish('order.placed', 1);
    bus.publish('order.placed', 2);
    await delivered();
    bus.publish('order.placed', 3);
    await delivered();
    end();
    expect(got).toEqual([1]);
    expect([bus.isHeard, bus.statistics()]).toEqual([false, []]);
  });

  it('keeps events for whoever is held until it is released', async () => {
    const bus = busOf();
    const got: string[] = [];
    const keep = async ({ payload }: TaskerEvent) => {
      got.push(`${String(payload)} begins`);
      await turn();
      got.push(`${String(payload)} ends`);
    };
    bus.subscribe('*', keep, { held: true });
    bus.publish('order.placed', 1);
    bus.publish('order.placed', 2);
    await delivered();
    expect(got).toEqual([]);
    bus.release();
    bus.release();
    await delivered();
    expect(got).toEqual(['1 begins', '1 ends', '2 begins', '2 ends']);
  });
});

describe('what is wanted', () => {
  it('follows whoever begins and ends to listen', () => {
    const bus = busOf();
    const state = () => [bus.isHeard, bus.wants('order.placed'), bus.wants('step.completed'), bus.hasRoom('task.failed')];
    expect(state()).toEqual([false, false, false, false]);
    const first = bus.subscribe('order.*', () => undefined);
    const second = bus.subscribe(['step.completed', 'task.failed'], () => undefined);
    expect(state()).toEqual([true, true, true, true]);
    first();
    expect(state()).toEqual([true, false, true, true]);
    second();
    expect(state()).toEqual([false, false, false, false]);
    bus.subscribe('*', () => undefined);
    expect(state()).toEqual([true, true, true, true]);
  });

  it('is made once for all listeners, and not at all for nobody', async () => {
    const bus = busOf();
    const make = vi.fn(() => ({}));
    bus.announce('step.completed', make);
    bus.subscribe('task.*', () => undefined);
    bus.announce('step.completed', make);
    expect(make).not.toHaveBeenCalled();
    const got: unknown[] = [];
    bus.subscribe('step.*', (event) => got.push(event));
    bus.subscribe('*', (event) => got.push(event));
    bus.announce('step.completed', make);
    await delivered();
    expect(make).toHaveBeenCalledOnce();
    expect(got[0]).toBe(got[1]);
  });

  it('is made when it is read first, once, where it is made of what lasts', async () => {
    const bus = new EventBus();
    const make = vi.fn(() => ({ n: 1 }));
    const events: TaskerEvent[] = [];
    bus.subscribe('task.completed', (event) => events.push(event));
    bus.announceLasting('task.completed', { payloadOf: make });
    await turn();
    expect(make).not.toHaveBeenCalled();
    expect(JSON.parse(JSON.stringify(events[0]))).toMatchObject({ name: 'task.completed', payload: { n: 1 } });
    expect(events[0]!.payload).toBe(events[0]!.payload);
    expect(make).toHaveBeenCalledOnce();
  });

  it('may fail to be made: whoever announced it goes on', async () => {
    const error = logged('error');
    const bus = busOf();
    const got: unknown[] = [];
    bus.subscribe('*', ({ name }) => got.push(name));
    bus.announce('step.failed', () => {
      throw new Error('no such row');
    });
    bus.announce('step.completed', () => ({}));
    await delivered();
    expect(got).toEqual(['step.completed']);
    expect(records(error)).toMatchObject([{ msg: 'Event could not be made', event: 'step.failed', error: 'no such row' }]);
  });
});

describe('a listener that fails', () => {
  it.each([
    ['throws', () => { throw new TypeError('no audit today'); }], // prettier-ignore
    ['rejects', async () => Promise.reject(new TypeError('no audit today'))],
  ])('%s: it is logged with class and event, gets the next event and harms nobody', async (_, fail) => {
    const error = logged('error');
    const bus = busOf();
    const got: unknown[] = [];
    bus.subscribe('order.placed', fail, { name: 'audit' });
    bus.subscribe('order.placed', ({ payload }) => got.push(payload));
    bus.publish('order.placed', 1);
    bus.publish('order.placed', 2);
    await delivered();
    expect(got).toEqual([1, 2]);
    expect(records(error)[0]).toMatchObject({
      msg: 'Event listener failed',
      event: 'order.placed',
      listener: 'audit',
      error_class: 'TypeError',
      error: 'no audit today',
      stack: expect.stringContaining('no audit today'),
    });
    expect(bus.statistics()[0]).toEqual({
      ...{ listener: 'audit', patterns: ['order.placed'], delivered: 0, failed: 2, filtered: 0, dropped: 0, waiting: 0 },
      lastError: { event: 'order.placed', at: expect.any(Date), errorClass: 'TypeError', message: 'no audit today' },
    });
  });

  it('is logged at once, then counted in a line every five seconds, and the rest when the application ends', async () => {
    const error = logged('error');
    const bus = busOf();
    bus.subscribe('order.placed', ({ payload }) => { throw new Error(`no ${String(payload)}`); }, { name: 'audit' }); // prettier-ignore
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const fail = async (from: number, to: number) => {
      for (let number = from; number <= to; number++) bus.publish('order.placed', number);
      while (bus.statistics()[0]!.failed < to) await delivered();
    };
    await fail(1, 50);
    expect(records(error)).toMatchObject([{ msg: 'Event listener failed', error: 'no 1' }]);
    vi.advanceTimersByTime(5_000);
    await fail(51, 60);
    vi.advanceTimersByTime(4_999);
    expect(records(error)).toHaveLength(2);
    bus.onApplicationShutdown();
    expect(records(error).slice(1)).toMatchObject([
      { msg: 'Event listener keeps failing', listener: 'audit', failures: 49, error: 'no 50' },
      { msg: 'Event listener keeps failing', listener: 'audit', failures: 10, error: 'no 60' },
    ]);
    vi.advanceTimersByTime(60_000);
    await fail(61, 61);
    expect(records(error)[3]).toMatchObject({ msg: 'Event listener failed', error: 'no 61' });
  });

  it('rests for a second after a hundred failures one after the other: a hundred events wait, and others get theirs', async () => {
    logged('error');
    logged('warn');
    const bus = busOf();
    let failing = true;
    const got: unknown[] = [];
    bus.subscribe('order.placed', ({ payload }) => { if (failing) throw new Error('no'); got.push(payload); }, { name: 'audit' }); // prettier-ignore
    bus.subscribe('order.placed', () => undefined, { name: 'other' });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    for (let number = 1; number <= 103; number++) bus.publish('order.placed', number);
    while (bus.statistics()[1]!.delivered < 103) await delivered();
    failing = false;
    vi.advanceTimersByTime(999);
    for (let number = 104; number <= 250; number++) bus.publish('order.placed', number);
    await delivered();
    expect(bus.statistics()).toMatchObject([{ failed: 100, delivered: 0, waiting: 100, dropped: 50 }, { delivered: 250 }]);
    vi.advanceTimersByTime(1);
    await delivered();
    expect(got).toEqual(Array.from({ length: 100 }, (_, place) => 101 + place));
    // Failures that are not one after the other do not add up.
    bus.publish('order.placed', 251);
    await delivered();
    expect(got.at(-1)).toBe(251);
  });

  it.each([
    ['nothing', undefined],
    ['an object without prototype', Object.create(null)],
    [
      'an error that cannot be read',
      Object.defineProperty(new Error('x'), 'message', {
        get: () => {
          throw new Error('hidden');
        },
      }),
    ],
  ])('may throw %s', async (_, thrown) => {
    logged('error');
    const bus = busOf();
    const got: unknown[] = [];
    bus.subscribe('*', ({ payload }) => {
      got.push(payload);
      throw thrown;
    });
    bus.publish('order.placed', 1);
    bus.publish('order.placed', 2);
    await delivered();
    expect(got).toEqual([1, 2]);
    expect(bus.statistics()[0]).toMatchObject({ failed: 2, lastError: { event: 'order.placed' } });
  });

  it('may meet a logger that throws', async () => {
    logged('error').mockImplementation(() => {
      throw new Error('disk full');
    });
    const bus = busOf();
    const listener = vi.fn(() => Promise.reject(new Error('x')));
    bus.subscribe('*', listener);
    bus.publish('order.placed', 1);
    bus.publish('order.placed', 2);
    await delivered();
    expect(listener).toHaveBeenCalledTimes(2);
  });

  it('may be its filter', async () => {
    logged('error');
    const bus = busOf();
    const listener = vi.fn();
    bus.subscribe('*', listener, { filter: () => { throw new Error('no filter'); } }); // prettier-ignore
    bus.publish('order.placed', 1);
    await delivered();
    expect(listener).not.toHaveBeenCalled();
    expect(bus.statistics()[0]).toMatchObject({ failed: 1, lastError: { message: 'no filter' } });
  });
});

describe('a listener that never answers', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));

  it('keeps the events of its queue, misses what comes behind them, and is told about', async () => {
    const warn = logged('warn');
    const bus = busOf({ queueSize: 3 });
    let release!: () => void;
    const first = new Promise<void>((resolve) => (release = resolve));
    const got: unknown[] = [];
    bus.subscribe('*', async ({ payload }) => {
      got.push(payload);
      if (payload === 0) await first;
    }, { name: 'hangs' }); // prettier-ignore
    bus.publish('order.placed', 0);
    await delivered();
    for (let number = 1; number <= 8; number++) bus.publish('order.placed', number);
    expect(bus.statistics()).toMatchObject([{ waiting: 4, dropped: 5, delivered: 0 }]);
    const place = { listener: 'hangs', busy_with: 'order.placed', waiting: 3, event: 'order.placed' };
    expect(records(warn)).toEqual([{ msg: 'Event listener is too slow: events are dropped', ...place }]);
    vi.advanceTimersByTime(5_000);
    expect(records(warn)[1]).toEqual({ msg: 'Event listener missed events', dropped: 4, ...place });
    release();
    while (got.length < 4) await delivered();
    await delivered();
    expect(got).toEqual([0, 1, 2, 3]);
    expect(bus.statistics()).toMatchObject([{ waiting: 0, dropped: 5, delivered: 4 }]);
  });

  it('is told about as subscriber.events_lost to whoever has room', async () => {
    logged('warn');
    const bus = busOf({ queueSize: 2 });
    const lost: unknown[] = [];
    bus.subscribe('subscriber.events_lost', ({ payload }) => lost.push(payload));
    for (const name of ['one', 'two']) bus.subscribe('*', () => new Promise(() => undefined), { name });
    bus.publish('order.placed');
    await delivered();
    for (let number = 0; number < 5; number++) bus.publish('order.placed');
    await delivered();
    const loss = { durable: false, oldestAt: null, reason: 'too_slow', timestamp: expect.any(Date) };
    expect(lost).toEqual(['one', 'two'].map((subscriber) => ({ subscriber, lost: 1, ...loss })));
    vi.advanceTimersByTime(5_000);
    await delivered();
    expect(lost.slice(2)).toEqual(['one', 'two'].map((subscriber) => ({ subscriber, lost: 2, ...loss })));
    vi.advanceTimersByTime(60_000);
    await delivered();
    expect(lost).toHaveLength(4);
  });

  it('costs nobody the making of an event that only it would get', async () => {
    logged('warn');
    const bus = busOf({ queueSize: 1 });
    bus.subscribe('*', () => new Promise(() => undefined));
    const make = vi.fn(() => ({}));
    bus.announce('step.completed', make);
    await delivered();
    for (let count = 0; count < 10; count++) bus.announce('step.completed', make);
    expect(make).toHaveBeenCalledTimes(2);
    const got: unknown[] = [];
    bus.subscribe('step.*', (event) => got.push(event));
    bus.announce('step.completed', make);
    await delivered();
    expect([make.mock.calls.length, got.length]).toEqual([3, 1]);
    expect(bus.statistics()[0]).toMatchObject({ dropped: 10 });
  });
});
