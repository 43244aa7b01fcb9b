import { afterEach, describe, expect, it, vi } from 'vitest';
import { busOf, delivered, logged, records, turn } from '../../../../test/support/event.bus.js';
import type { EventBus } from './event.bus.js';
import { EventRefusedError } from './event.refusal.js';

/** The refusal of a publication. */
function refusal(publish: () => void): EventRefusedError {
  try {
    publish();
  } catch (error) {
    expect(error).toBeInstanceOf(EventRefusedError);
    return error as EventRefusedError;
  }
  throw new Error('nothing was refused');
}

afterEach(() => void vi.restoreAllMocks());

describe('publish refuses', () => {
  it.each([
    ['task.completed', "'task.completed' is an event of the engine, which alone publishes it"],
    ['task.finished', "'task.finished' must not begin with 'task.': those names belong to the engine"],
    ['handler.x', "'handler.x' must not begin with 'handler.': those names belong to the engine"],
    [
      'order.place',
      "nobody has declared 'order.place': declare it in customEvents of a step, or by CustomEventCatalog.declare(); did you mean 'order.placed' or 'orders.placed'?",
    ],
    ['shipped', "'shipped' must have two or more words joined by dots, such as 'order.shipped'"],
    [undefined, "must be a string such as 'order.shipped'"],
  ])('the name %s', (name, problem) => {
    const error = refusal(() => busOf().publish(name as string, {}));
    expect([error.message, error.event, error.reason]).toEqual([`an event cannot be published: ${problem}`, String(name), 'name']);
  });

  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const deep = () => {
    let value: unknown[] = [];
    for (let level = 0; level < 100_000; level++) value = [value];
    return value;
  };
  it.each([
    ['itself', circle, 'is no JSON: it contains itself'],
    ['too many levels', deep(), 'is no JSON: it nests too deeply'],
    ['a bigint', { sum: 1n }, 'is no JSON: Do not know how to serialize a BigInt'],
    ['what throws when it is read', { toJSON: () => { throw new Error('closed'); } }, 'is no JSON: closed'], // prettier-ignore
    [
      'more than 1 MB',
      { text: 'ä'.repeat(524_288) },
      'has 1048587 bytes as JSON; at most 1048576 are allowed: store it, and publish where it is',
    ],
  ])('a payload that contains %s', (_, payload, problem) => {
    const bus = busOf();
    bus.subscribe('*', () => undefined);
    const error = refusal(() => bus.publish('order.placed', payload));
    expect(error.message).toBe(`publish() was called for event 'order.placed' with a payload that ${problem}`);
    expect([error.name, error.event, error.reason]).toEqual(['EventRefusedError', 'order.placed', 'payload']);
    expect(bus.statistics()[0]).toMatchObject({ waiting: 0 });
  });

  it('a function as payload, but neither nothing nor 1 MB', () => {
    const bus = busOf();
    expect(refusal(() => bus.publish('order.placed', () => 1)).message).toContain('is no JSON: it is a function');
    bus.publish('order.placed');
    bus.publish('order.placed', 'x'.repeat(1_048_574));
  });
});

describe('listeners that publish for each other', () => {
  const pause = () => new Promise((resolve) => setImmediate(resolve));

  it.each([
    ['at once', (bus: EventBus, name: string) => bus.publish(name)],
    ['after a pause', async (bus: EventBus, name: string) => {
      await pause();
      bus.publish(name);
    }], // prettier-ignore
  ])('%s, without end, are stopped after 100 publications; others are not', async (_, publish) => {
    const error = logged('error');
    const bus = busOf();
    let rounds = 0;
    bus.subscribe('echo.one', () => publish(bus, 'echo.two'), { name: 'one' });
    bus.subscribe('echo.two', () => {
      rounds++;
      return publish(bus, 'echo.one');
    }, { name: 'two' }); // prettier-ignore
    bus.publish('echo.one');
    while (bus.refused === 0) {
      await delivered();
      bus.publish('order.placed');
    }
    await delivered();
    expect(bus.refused).toBe(1);
    expect(rounds).toBeLessThan(60);
    expect(rounds).toBeGreaterThanOrEqual(50);
    expect(records(error)[0]).toEqual({
      msg: 'Event refused: its listeners publish it again and again',
      event: expect.any(String),
      depth: 100,
    });
    const failed = bus.statistics().find((one) => one.failed > 0)!;
    expect(failed.lastError).toMatchObject({ errorClass: 'EventRefusedError' });
    bus.publish('echo.one');
    await delivered();
    expect(rounds).toBeGreaterThan(50);
  });

  it('may do so again and again, when it is somebody else who begins', async () => {
    const bus = busOf();
    let heard = 0;
    bus.subscribe('echo.one', async () => {
      await pause();
      bus.publish('echo.two');
    });
    bus.subscribe('echo.two', () => heard++);
    for (let round = 0; round < 300; round++) {
      bus.publish('echo.one');
      if (round % 3 === 0) await turn();
    }
    while (heard < 300) await delivered();
    expect(bus.refused).toBe(0);
  });

  it('leave the event loop to others', async () => {
    logged('error');
    const bus = busOf();
    let count = 0;
    const end = bus.subscribe('echo.one', () => {
      count++;
      bus.publish('echo.one');
    });
    bus.publish('echo.one');
    for (let turns = 0; turns < 3; turns++) await turn();
    expect(count).toBeGreaterThan(1);
    expect(count).toBeLessThan(10);
    end();
  });
});
