import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfigurationError } from '../model/errors.js';
import { EventBus } from './event.bus.js';
import type { LogRecord } from './log.record.js';
import type { TaskerEvent } from './tasker.event.js';

/** One turn of the event loop: what was published before it has reached its listeners. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

const logged = (level: 'error' | 'warn') => vi.spyOn(Logger.prototype, level).mockReturnValue(undefined);
const records = (log: ReturnType<typeof logged>) => log.mock.calls.map(([record]) => record as LogRecord);

afterEach(() => void vi.restoreAllMocks());

describe('EventBus', () => {
  it('delivers name, payload and time to everybody who listens', async () => {
    const bus = new EventBus();
    const got: TaskerEvent[] = [];
    bus.subscribe('order.placed', (event) => got.push(event));
    bus.subscribe('order.placed', (event) => got.push(event));
    const payload = { id: 1 };
    bus.publish('order.placed', payload);
    await turn();
    expect(got).toEqual([{ name: 'order.placed', payload, at: expect.any(Date) }, got[0]]);
    expect(got[0]?.payload).toBe(payload);
  });

  it('calls no listener inside publish', async () => {
    const bus = new EventBus();
    const listener = vi.fn();
    bus.subscribe('*', listener);
    bus.publish('order.placed', {});
    await Promise.resolve();
    expect(listener).not.toHaveBeenCalled();
    await turn();
    expect(listener).toHaveBeenCalledOnce();
  });

  it.each([
    ['order.placed', ['order.placed']],
    ['order.*', ['order.placed', 'order.item.added']],
    ['order.item.*', ['order.item.added']],
    ['*', ['order.placed', 'order.item.added', 'orders.placed', 'order']],
    ['order', ['order']],
  ])('gives to %s what it means', async (pattern, expected) => {
    const bus = new EventBus();
    const names: string[] = [];
    bus.subscribe(pattern, ({ name }) => names.push(name));
    for (const name of ['order.placed', 'order.item.added', 'orders.placed', 'order']) bus.publish(name, {});
    await turn();
    expect(names).toEqual(expected);
  });

  it.each(['', ' ', 'order.', '.order', 'or*', '*.placed', 'order.*.added', 'order..placed', '**', 'a b', undefined, 7])(
    'refuses to listen to %j',
    (pattern) => {
      expect(() => new EventBus().subscribe(pattern as string, () => undefined)).toThrow(ConfigurationError);
    },
  );

  it('gives one listener its events one after the other, in order, while others go on', async () => {
    const bus = new EventBus();
    const slow: string[] = [];
    const quick: unknown[] = [];
    const gates: (() => void)[] = [];
    bus.subscribe('*', async ({ payload }) => {
      slow.push(`${String(payload)} begins`);
      await new Promise<void>((resolve) => gates.push(resolve));
      slow.push(`${String(payload)} ends`);
    });
    bus.subscribe('*', ({ payload }) => quick.push(payload));
    for (const payload of [1, 2]) bus.publish('n', payload);
    await turn();
    expect([slow, quick]).toEqual([['1 begins'], [1, 2]]);
    bus.publish('n', 3);
    await turn();
    expect([slow, quick]).toEqual([['1 begins'], [1, 2, 3]]);
    for (let count = 0; count < 3; count++) {
      gates[count]?.();
      await turn();
      await turn();
    }
    expect(slow).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends']);
  });

  it('logs a listener that throws or rejects, with class and event, and harms nobody', async () => {
    const error = logged('error');
    const bus = new EventBus();
    const got: unknown[] = [];
    bus.subscribe('order.placed', function audit() {
      throw new TypeError('no audit today');
    });
    bus.subscribe('order.placed', async () => Promise.reject(new RangeError('far away')));
    bus.subscribe('order.placed', ({ payload }) => got.push(payload));
    bus.publish('order.placed', 1);
    bus.publish('order.placed', 2);
    await turn();
    await turn();
    expect(got).toEqual([1, 2]);
    expect(records(error)).toHaveLength(4);
    expect(records(error)[0]).toMatchObject({
      msg: 'Event listener failed',
      event: 'order.placed',
      listener: 'audit',
      error_class: 'TypeError',
      error: 'no audit today',
      stack: expect.stringContaining('no audit today'),
    });
    expect(records(error).filter(({ listener }) => listener === 'anonymous')[0]).toMatchObject({ error_class: 'RangeError' });
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
  ])('survives a listener that throws %s', async (_, thrown) => {
    logged('error');
    const bus = new EventBus();
    const got: unknown[] = [];
    bus.subscribe('*', ({ payload }) => {
      got.push(payload);
      throw thrown;
    });
    bus.publish('a', 1);
    bus.publish('a', 2);
    await turn();
    expect(got).toEqual([1, 2]);
  });

  it('survives a logger that throws', async () => {
    logged('error').mockImplementation(() => {
      throw new Error('disk full');
    });
    const bus = new EventBus();
    const listener = vi.fn(() => Promise.reject(new Error('x')));
    bus.subscribe('*', listener);
    bus.publish('a', 1);
    bus.publish('a', 2);
    await turn();
    expect(listener).toHaveBeenCalledTimes(2);
  });

  it('delivers nothing to a listener that has ended, not even what was published before', async () => {
    const bus = new EventBus();
    const got: unknown[] = [];
    const end = bus.subscribe('*', ({ payload }) => {
      got.push(payload);
      end();
    });
    bus.publish('a', 1);
    bus.publish('a', 2);
    await turn();
    bus.publish('a', 3);
    await turn();
    end();
    expect(got).toEqual([1]);
  });

  it('leaves the event loop to others while a listener publishes what it listens to', async () => {
    const bus = new EventBus();
    let count = 0;
    const end = bus.subscribe('echo', () => {
      count++;
      bus.publish('echo', {});
    });
    bus.publish('echo', {});
    for (let turns = 0; turns < 3; turns++) await turn();
    expect(count).toBeGreaterThan(1);
    expect(count).toBeLessThan(10);
    end();
  });

  it('drops what comes behind 10,000 waiting events, and says so', async () => {
    const warn = logged('warn');
    const bus = new EventBus();
    let release!: () => void;
    const first = new Promise<void>((resolve) => (release = resolve));
    let count = 0;
    bus.subscribe('*', async function hangs() {
      count++;
      if (count === 1) await first;
    });
    bus.publish('n', 0);
    await turn();
    for (let number = 0; number < 10_005; number++) bus.publish('n', number);
    expect(records(warn)).toMatchObject([{ msg: 'Event listener is too slow: events are dropped', event: 'n', listener: 'hangs' }]);
    release();
    await turn();
    await turn();
    expect(count).toBe(10_001);
    expect(records(warn)[1]).toMatchObject({ msg: 'Event listener missed events', listener: 'hangs', dropped: 5 });
  });
});
