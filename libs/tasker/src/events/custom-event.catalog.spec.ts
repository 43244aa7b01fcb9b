import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../model/errors.js';
import { CustomEventCatalog, customEventNameProblem } from './custom-event.catalog.js';

describe('the name of a custom event', () => {
  it.each([
    'order.shipped',
    'custom.thing',
    'test.event',
    'order.item.added-2',
    '1.2',
    'a_b.c',
    'taskx.done',
    'order.task',
    `a.${'b'.repeat(126)}`,
  ])('may be %s', (name) => {
    expect(customEventNameProblem(name)).toBeUndefined();
  });

  it.each([
    [undefined, "must be a string such as 'order.shipped'"],
    [7, "must be a string such as 'order.shipped'"],
    ['', "'' must have two or more words joined by dots, such as 'order.shipped'"],
    ['shipped', "'shipped' must have two or more words joined by dots, such as 'order.shipped'"],
    ['order..shipped', "'order..shipped' must be words of a-z, 0-9, '_' and '-' joined by single dots"],
    ['order.', "'order.' must be words of a-z, 0-9, '_' and '-' joined by single dots"],
    ['Order.shipped', "'Order.shipped' must be words of a-z, 0-9, '_' and '-' joined by single dots"],
    ['order.ver sendet', "'order.ver sendet' must be words of a-z, 0-9, '_' and '-' joined by single dots"],
    ['order.größe', "'order.größe' must be words of a-z, 0-9, '_' and '-' joined by single dots"],
    ['order.\n\ud800', "'order.\uFFFD\uFFFD' must be words of a-z, 0-9, '_' and '-' joined by single dots"],
    ['order.*', "'order.*' must be words of a-z, 0-9, '_' and '-' joined by single dots"],
    ['task.done', "'task.done' must not begin with 'task.': those names belong to the engine"],
    ['tasker.telemetry.x', "'tasker.telemetry.x' must not begin with 'tasker.': those names belong to the engine"],
    [`a.${'b'.repeat(127)}`, 'has 129 characters; at most 128 are allowed'],
  ])('may not be %j', (name, problem) => {
    expect(customEventNameProblem(name)).toBe(problem);
  });

  it.each(['task', 'step', 'workflow', 'observability', 'handler', 'plugin', 'registry', 'subscriber', 'tasker'])(
    'may not begin with %s, which the engine uses',
    (word) => {
      expect(customEventNameProblem(`${word}.x`)).toContain(`must not begin with '${word}.'`);
    },
  );
});

describe('CustomEventCatalog', () => {
  it('lists what was declared by name, with everybody who fires it', () => {
    const catalog = new CustomEventCatalog();
    catalog.declare({ name: 'order.shipped', description: 'The parcel has left', firedBy: 'ShipOrder' });
    catalog.declare({ name: 'order.paid', firedBy: 'ChargeCard' });
    catalog.declare({ name: 'order.shipped', description: 'The parcel has left', firedBy: 'Fulfil' });
    catalog.declare({ name: 'order.shipped', firedBy: 'ShipOrder' });
    expect(catalog.list()).toEqual([
      { name: 'order.paid', description: 'fired by ChargeCard', firedBy: ['ChargeCard'] },
      { name: 'order.shipped', description: 'The parcel has left', firedBy: ['ShipOrder', 'Fulfil'] },
    ]);
    expect([catalog.has('order.paid'), catalog.has('order.lost')]).toEqual([true, false]);
  });

  it('takes the first description that is given', () => {
    const catalog = new CustomEventCatalog();
    catalog.declare({ name: 'order.paid', firedBy: 'A' });
    catalog.declare({ name: 'order.paid', description: 'Paid', firedBy: 'B' });
    expect(catalog.list()).toEqual([{ name: 'order.paid', description: 'Paid', firedBy: ['A', 'B'] }]);
  });

  it('refuses another description, naming both', () => {
    const catalog = new CustomEventCatalog();
    catalog.declare({ name: 'order.paid', firedBy: 'Silent' });
    catalog.declare({ name: 'order.paid', description: 'Paid', firedBy: 'A' });
    expect(() => catalog.declare({ name: 'order.paid', description: 'Refunded', firedBy: 'B' })).toThrow(
      new ConfigurationError(
        "A describes event 'order.paid' as 'Paid', B as 'Refunded': give both the same description, or one of them another name",
      ),
    );
    expect(catalog.list()).toEqual([{ name: 'order.paid', description: 'Paid', firedBy: ['Silent', 'A'] }]);
  });

  it('declares all events of a call or none', () => {
    const catalog = new CustomEventCatalog();
    catalog.declare({ name: 'order.paid', description: 'Paid', firedBy: 'A' });
    const lot = (last: { name: string; description?: string }) => [
      { name: 'order.new', firedBy: 'B' },
      { name: 'order.paid', description: 'Paid', firedBy: 'B' },
      { ...last, firedBy: 'B' },
    ];
    expect(() => catalog.declareAll(lot({ name: 'nodots' }))).toThrow(/^custom event of B: 'nodots' must have two or more words/);
    expect(() => catalog.declareAll(lot({ name: 'order.paid', description: 'Other' }))).toThrow(/^A describes event 'order.paid'/);
    expect(catalog.list()).toEqual([{ name: 'order.paid', description: 'Paid', firedBy: ['A'] }]);
    catalog.declareAll(lot({ name: 'order.new', description: 'New' }));
    expect(catalog.list().map(({ name, firedBy }) => [name, firedBy])).toEqual([
      ['order.new', ['B']],
      ['order.paid', ['A', 'B']],
    ]);
  });
});
