import { type Type } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import {
  classNamed,
  explorer,
  factoryOf,
  ids,
  issues,
  registry,
  task,
  useSilentRegistry,
} from '../../../../test/support/handler.registry.js';
import { EventBus } from '../events/event.bus.js';
import { ConfigurationError } from '../model/errors.js';
import { HandlerFactory } from './handler.factory.js';

const log = useSilentRegistry();

describe('adding a task', () => {
  it('refuses a name and version that was registered earlier', async () => {
    const factory = await registry(task('order', { className: 'First' }));
    await expect(factory.add(task('order', { className: 'Second' }))).rejects.toThrow(/^First and Second both declare/);
    await factory.add(task('order', { className: 'Second', version: '1.0.1' }));
    expect(factory.get('order').definition.declaredBy).toBe('Second');
  });

  it('refuses to add one task twice', async () => {
    const known = task('order');
    const factory = await registry(known);
    await expect(factory.add(known)).rejects.toThrow("Order is registered already as task 'order' 1.0.0 in namespace 'default'");
  });

  it('takes the place of another with replace, which whoever holds it may go on using', async () => {
    const old = task('order', { className: 'Old' });
    const { factory, bus } = factoryOf(old);
    await factory.discover();
    const held = factory.get('order');
    const next = task('order', { className: 'New' });
    const seen = vi.fn(() => expect(factory.get('order')).toBe(old));
    factory.beforeRegistration(seen);
    await factory.add(next, { replace: true });
    expect(seen).toHaveBeenCalledOnce();
    expect(factory.get('order')).toBe(next);
    expect([factory.find(old.handler!), factory.find(next.handler!)]).toEqual([undefined, next]);
    expect(held).toBe(old);
    const published = bus.publish.mock.calls.slice(1).map(([name, payload]) => [name, payload.entityClass]);
    expect(published).toEqual([
      ['handler.unregistered', 'Old'],
      ['handler.registered', 'New'],
    ]);
  });

  it('keeps the old one when a listener refuses the replacement', async () => {
    const old = task('order');
    const factory = await registry(old);
    factory.beforeRegistration(() => {
      throw new Error('no');
    });
    await expect(factory.add(task('order', { className: 'New' }), { replace: true })).rejects.toThrow('no');
    expect(factory.get('order')).toBe(old);
    expect(factory.find(old.handler!)).toBe(old);
  });

  it('with replace adds what was not there', async () => {
    const { factory, bus } = factoryOf();
    await factory.add(task('order'), { replace: true });
    expect(bus.publish.mock.calls.map(([name]) => name)).toEqual(['handler.registered']);
  });
});

describe('registering a class', () => {
  it('gives it the name, namespace and version of the caller', async () => {
    const { factory } = factoryOf();
    const Order = classNamed('Order');
    const registered = await factory.register('process_order', Order, { namespace: 'shop', version: '2.0.0' });
    expect(ids([registered])).toEqual(['shop/process_order@2.0.0']);
    expect(factory.get('process_order', { namespace: 'shop' })).toBe(registered);
    expect(factory.find(Order)).toBe(registered);
  });

  it('leaves to the class what the caller does not say', async () => {
    const build = vi.fn((handler: Type<unknown>) => task('order', { namespace: 'shop', version: '3.0.0', handler }));
    const factory = new HandlerFactory({ explore: () => [], build }, { announce: vi.fn() });
    const Order = classNamed('Order');
    expect(ids([await factory.register('order', Order)])).toEqual(['shop/order@3.0.0']);
    expect(build).toHaveBeenCalledWith(Order, { name: 'order' });
  });

  it('may be done several times for one class, which goes on standing for its first task', async () => {
    const Order = classNamed('Order');
    const own = task('order', { handler: Order });
    const factory = await registry(own);
    const second = await factory.register('order', Order, { version: '2.0.0' });
    await factory.register('alias', Order);
    expect(ids(factory.list())).toEqual(['default/alias@1.0.0', 'default/order@2.0.0', 'default/order@1.0.0']);
    expect(factory.find(Order)).toBe(own);
    await factory.unregister('order', { version: '1.0.0' });
    await factory.unregister('alias', { version: '1.0.0' });
    expect(factory.find(Order)).toBe(second);
  });

  it('is refused for a name and version that is taken, unless it replaces', async () => {
    const factory = await registry(task('order', { className: 'First' }));
    const Second = classNamed('Second');
    await expect(factory.register('order', Second)).rejects.toThrow(/^First and Second both declare/);
    const second = await factory.register('order', Second, { replace: true });
    expect(factory.get('order')).toBe(second);
  });

  it.each([
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['the name of a class', 'Order', 'string'],
    ['an instance', {}, 'object'],
    ['an arrow function', () => 1, 'a function without name'],
  ])('refuses %s and says what is needed', async (_, handler, named) => {
    const { factory } = factoryOf();
    await expect(factory.register('order', handler as Type<unknown>)).rejects.toThrow(
      new ConfigurationError(
        `register('order') needs a class with steps, not ${named}: ` +
          'decorate its methods with @StepHandler() and add it to the providers of a module',
      ),
    );
  });

  it('hands on what the builder finds missing', async () => {
    const { factory } = factoryOf();
    await expect(factory.register('order', classNamed('Stepless'))).rejects.toThrow(/^Stepless has no steps/);
    expect(factory.list()).toEqual([]);
  });

  it('waits for registrations that are under way', async () => {
    const { factory } = factoryOf();
    const gates: (() => void)[] = [];
    factory.beforeRegistration(() => new Promise<void>((resolve) => gates.push(resolve)));
    const outcomes = Promise.allSettled([factory.register('order', classNamed('First')), factory.register('order', classNamed('Second'))]);
    await vi.waitFor(() => expect(gates).toHaveLength(1));
    gates[0]?.();
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});

describe('unregistering', () => {
  it('takes one version out and keeps the rest', async () => {
    const first = task('order');
    const { factory, bus } = factoryOf(first, task('order', { version: '2.0.0' }));
    await factory.discover();
    expect(await factory.unregister('order', { version: '1.0.0' })).toBe(first);
    expect(ids(factory.list())).toEqual(['default/order@2.0.0']);
    expect(factory.find(first.handler!)).toBeUndefined();
    expect(bus.publish).toHaveBeenLastCalledWith('handler.unregistered', expect.objectContaining({ entityId: 'default/order/1.0.0' }));
    await factory.add(task('order'));
    expect(factory.list()).toHaveLength(2);
  });

  it('forgets a name with its last version, not its namespace', async () => {
    const factory = await registry(task('order', { namespace: 'shop' }));
    await factory.unregister('order', { namespace: 'shop', version: '1.0.0' });
    expect(factory.namespaces()).toEqual(['default', 'shop']);
    expect(issues(() => factory.get('order', { namespace: 'shop' }))[0]).toEqual({
      path: 'name',
      message: "no task 'order' in namespace 'shop'; it has no task",
    });
  });

  it.each([
    ['an unknown name', 'ordr', '1.0.0', 'name'],
    ['an unknown version', 'order', '1.0.1', 'version'],
    ['a range', 'order', '^1.0.0', 'version'],
    ['no version', 'order', undefined, 'version'],
  ])('refuses %s', async (_, name, version, path) => {
    const factory = await registry(task('order'));
    await expect(factory.unregister(name, { version: version as string })).rejects.toMatchObject({ issues: [{ path }] });
    expect(factory.list()).toHaveLength(1);
  });
});

describe('namespaces', () => {
  it('are created with a description, which can be changed, or come with their first task', async () => {
    const factory = await registry(task('order', { namespace: 'shop' }), task('order', { namespace: 'shop', version: '2.0.0' }));
    expect(await factory.createNamespace('billing', { description: 'Invoices' })).toEqual({
      name: 'billing',
      description: 'Invoices',
      handlers: 0,
    });
    expect(await factory.createNamespace('billing')).toEqual({ name: 'billing', description: 'Invoices', handlers: 0 });
    await factory.createNamespace('shop', { description: 'Orders' });
    await factory.add(task('refund', { namespace: 'shop' }));
    expect(factory.namespaceDetails()).toEqual([
      { name: 'billing', description: 'Invoices', handlers: 0 },
      { name: 'default', description: undefined, handlers: 0 },
      { name: 'shop', description: 'Orders', handlers: 2 },
    ]);
  });

  it('are not created when a listener refuses', async () => {
    const { factory } = factoryOf();
    const listener = vi.fn(async () => Promise.reject(new Error('the database is away')));
    const end = factory.onNamespace(listener);
    await expect(factory.createNamespace('billing', { description: 'Invoices' })).rejects.toThrow('the database is away');
    expect(listener).toHaveBeenCalledWith({ name: 'billing', description: 'Invoices' });
    expect(factory.namespaces()).toEqual(['default']);
    end();
    await factory.createNamespace('billing');
    expect(factory.namespaces()).toEqual(['billing', 'default']);
  });

  it.each([
    ['', undefined, "createNamespace: 'name' must be a string that is not empty"],
    ['a b', undefined, "createNamespace: 'name' 'a b' must not contain white space"],
    ['a/b', undefined, "createNamespace: 'name' 'a/b' must not contain"],
    [7, undefined, "createNamespace: 'name' must be a string"],
    ['shop', 7, "createNamespace('shop'): 'description' must be a string"],
    ['shop', 'x'.repeat(256), "createNamespace('shop'): 'description' is longer than 255 characters"],
  ])('may not be %j', async (name, description, message) => {
    const { factory } = factoryOf();
    await expect(factory.createNamespace(name as string, { description: description as string })).rejects.toThrow(message);
  });
});

describe('statistics and health', () => {
  it('count namespaces, tasks, versions and steps', async () => {
    const factory = await registry(
      task('order', { namespace: 'shop' }),
      task('order', { namespace: 'shop', version: '2.0.0' }),
      task('refund', { namespace: 'shop' }),
      task('order', { namespace: 'billing' }),
    );
    expect(factory.statistics()).toEqual({
      registryName: 'handler_factory',
      createdAt: expect.any(Date),
      uptimeSeconds: expect.any(Number),
      totalNamespaces: 3,
      totalHandlers: 3,
      totalVersions: 4,
      handlersByNamespace: { billing: 1, default: 0, shop: 2 },
      versionsByNamespace: { billing: 1, default: 0, shop: 3 },
      totalSteps: 4,
    });
    expect(factory.statistics().uptimeSeconds).toBeGreaterThanOrEqual(0);
  });

  it('name what was refused, until it is registered after all', async () => {
    const factory = await registry(task('order', { className: 'First' }));
    expect(factory.health()).toEqual({
      registryName: 'handler_factory',
      healthy: true,
      totalHandlers: 1,
      lastCheck: expect.any(Date),
      issues: [],
    });
    await factory.register('order', classNamed('Second')).catch(() => undefined);
    await factory.register('refund', classNamed('Stepless')).catch(() => undefined);
    const { healthy, issues: found } = factory.health();
    expect(healthy).toBe(false);
    expect(found).toEqual([
      expect.stringMatching(/^default\/order\/1\.0\.0: First and Second both declare/),
      expect.stringMatching(/^default\/refund\/0\.1\.0: Stepless has no steps/),
    ]);
    await factory.register('order', classNamed('Second'), { replace: true });
    await factory.register('refund', classNamed('Refund'));
    expect(factory.health()).toMatchObject({ healthy: true, totalHandlers: 2, issues: [] });
  });
});

describe('what the registry says', () => {
  it('names a refused handler by what is known of it', async () => {
    const { factory, bus } = factoryOf();
    await factory.register('order', classNamed('Stepless'), { namespace: 'shop' }).catch(() => undefined);
    const reason = expect.stringMatching(/^Stepless has no steps/);
    const line = { entity_id: 'shop/order/0.1.0', entity_class: 'Stepless', validation_error: reason };
    expect(log.errors().mock.calls).toEqual([[expect.objectContaining({ msg: 'Registry validation failed', ...line })]]);
    const payload = { entityId: 'shop/order/0.1.0', entityClass: 'Stepless', validationError: reason };
    expect(bus.publish.mock.calls).toEqual([['handler.validation_failed', expect.objectContaining(payload)]]);
  });

  it('is nothing when a listener fails: the handler itself is all right', async () => {
    const { factory, bus } = factoryOf();
    factory.beforeRegistration(() => Promise.reject(new Error('the database is away')));
    await factory.register('order', classNamed('Order')).catch(() => undefined);
    expect([bus.publish.mock.calls, log.errors().mock.calls, factory.health().issues]).toEqual([[], [], []]);
  });

  it('reaches listeners when the change is in place', async () => {
    const bus = new EventBus();
    const factory = new HandlerFactory(
      explorer(() => []),
      bus,
    );
    const seen: unknown[] = [];
    const told = new Promise<void>((resolve) => {
      bus.subscribe('handler.registered', ({ payload }) => {
        seen.push(payload.entityId, ids(factory.list()));
        resolve();
      });
    });
    await factory.register('order', classNamed('Order'));
    await told;
    expect(seen).toEqual(['default/order/1.0.0', ['default/order@1.0.0']]);
  });
});
