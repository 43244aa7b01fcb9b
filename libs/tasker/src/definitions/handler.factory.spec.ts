import { Logger, type Type } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventBus } from '../events/event.bus.js';
import { ConfigurationError, InvalidRequestError } from '../model/errors.js';
import { HandlerFactory } from './handler.factory.js';
import type { HandlerExplorer } from './handler.explorer.js';
import type { RegisteredTask, StepTemplate } from './task-definition.js';

const pay: StepTemplate = {
  name: 'pay',
  dependsOn: [],
  retryLimit: 3,
  retryable: true,
  skippable: false,
  queue: 'default',
  dependentSystem: 'unknown',
  handledBy: 'Order.pay',
};

interface Declared {
  namespace?: string;
  version?: string;
  className?: string;
  handler?: Type<unknown>;
}

function classNamed(className: string): Type<unknown> {
  return { [className]: class {} }[className] as Type<unknown>;
}

function task(name: string, { namespace = 'default', version = '1.0.0', className = 'Order', handler }: Declared = {}): RegisteredTask {
  return {
    definition: { namespace, name, version, concurrent: true, steps: [pay], declaredBy: className },
    hash: `${name}@${version}`,
    invokers: new Map(),
    stepsOfClass: new Map(),
    resultChecks: new Map(),
    hooks: {},
    handler: handler ?? classNamed(className),
  };
}

/** A task that a file declares without a class. */
function taskOfFile(name: string, declared: Declared = {}): RegisteredTask {
  return { ...task(name, { className: `${name}.yaml`, ...declared }), handler: undefined };
}

/** An explorer that finds some tasks and builds any class but `Stepless`. */
function explorer(found: () => RegisteredTask[]): Pick<HandlerExplorer, 'explore' | 'build'> {
  return {
    explore: found,
    build: (handler, { name, namespace, version }) => {
      if (handler.name === 'Stepless') throw new ConfigurationError('Stepless has no steps: decorate methods with @StepHandler()');
      return task(name, { handler, className: handler.name, ...(namespace && { namespace }), ...(version && { version }) });
    },
  };
}

/** A factory over an explorer that finds `tasks`, to which a test may add. */
function factoryOf(...tasks: RegisteredTask[]) {
  const bus = { publish: vi.fn() };
  const found = () => [...tasks];
  return { factory: new HandlerFactory(explorer(found), bus), bus, tasks };
}

async function registry(...tasks: RegisteredTask[]): Promise<HandlerFactory> {
  const { factory } = factoryOf(...tasks);
  await factory.discover();
  return factory;
}

function issues(lookUp: () => unknown) {
  try {
    lookUp();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidRequestError);
    return (error as InvalidRequestError).issues;
  }
  throw new Error('nothing was refused');
}

const ids = (list: readonly RegisteredTask[]) =>
  list.map(({ definition: { namespace, name, version } }) => `${namespace}/${name}@${version}`);

let error: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  vi.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
  error = vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
});
afterEach(() => void vi.restoreAllMocks());

describe('looking a task up', () => {
  it('keeps versions and namespaces of one name side by side', async () => {
    const tasks = [task('order'), task('order', { version: '2.0.0' }), task('order', { namespace: 'shop' })];
    const factory = await registry(...tasks);
    expect(factory.get('order', { version: '1.0.0' })).toBe(tasks[0]);
    expect(factory.get('order', { version: '2.0.0' })).toBe(tasks[1]);
    expect(factory.get('order', { namespace: 'shop' })).toBe(tasks[2]);
  });

  const versions = ['1.0.0', '1.10.0', '1.2.0', '2.0.0-rc.1'];

  it.each([
    [undefined, '1.10.0'],
    ['latest', '1.10.0'],
    ['1.2.0', '1.2.0'],
    ['~1.2', '1.2.0'],
    ['^2.0.0-rc.0', '2.0.0-rc.1'],
  ])('by the version %j finds %s', async (version, expected) => {
    const factory = await registry(...versions.map((known) => task('order', { version: known })));
    expect(factory.get('order', { version }).definition.version).toBe(expected);
  });

  const list = '2.0.0-rc.1, 1.10.0, 1.2.0, 1.0.0';

  it.each([
    ['1.2.1', `task 'order' of namespace 'default' has no version '1.2.1'; registered: ${list}`],
    ['^4.0.0', `task 'order' of namespace 'default' has no version in the range '^4.0.0'; registered: ${list}`],
    [
      'newest',
      `'newest' is neither a version (1.2.3), a range (^1.2.0, 1.x) nor 'latest'; task 'order' of namespace 'default' has: ${list}`,
    ],
    ['', `'' is neither a version (1.2.3), a range (^1.2.0, 1.x) nor 'latest'; task 'order' of namespace 'default' has: ${list}`],
  ])('by the version %j says what there is', async (version, message) => {
    const factory = await registry(...versions.map((known) => task('order', { version: known })));
    expect(issues(() => factory.get('order', { version }))).toEqual([{ path: 'version', message }]);
  });

  it('gives a pre-release only when asked for it', async () => {
    const factory = await registry(task('order', { version: '1.0.0-beta.1' }));
    expect(factory.get('order', { version: '1.0.0-beta.1' }).definition.version).toBe('1.0.0-beta.1');
    for (const version of [undefined, 'latest']) {
      expect(issues(() => factory.get('order', { version }))).toEqual([
        { path: 'version', message: "task 'order' of namespace 'default' has pre-releases only, which must be asked for: 1.0.0-beta.1" },
      ]);
    }
  });

  it('names the namespace that has the task', async () => {
    const factory = await registry(task('order', { namespace: 'shop' }), task('order', { namespace: 'billing' }), task('refund'));
    expect(issues(() => factory.get('order'))).toEqual([
      { path: 'namespace', message: "no task 'order' in namespace 'default'; it is registered in 'billing', 'shop'" },
    ]);
  });

  it('offers near names for an unknown task, else those it has', async () => {
    const factory = await registry(task('process_order'), task('refund'));
    expect(issues(() => factory.get('proces_order'))).toEqual([
      { path: 'name', message: "no task 'proces_order' in namespace 'default'; did you mean 'process_order'?" },
    ]);
    expect(issues(() => factory.get('shipping'))[0]?.message).toContain('registered: process_order, refund');
  });

  it('offers near names for an unknown namespace', async () => {
    const factory = await registry(task('order', { namespace: 'payments' }));
    expect(issues(() => factory.get('nothing', { namespace: 'payment' }))).toEqual([
      { path: 'namespace', message: "no namespace 'payment'; did you mean 'payments'?" },
    ]);
  });

  it('says so when nothing is registered', async () => {
    const factory = await registry();
    expect(issues(() => factory.get('order'))).toEqual([
      { path: 'name', message: "no task 'order' in namespace 'default'; it has no task" },
    ]);
    expect(issues(() => factory.get('order', { namespace: 'shop' }))).toEqual([
      { path: 'namespace', message: "no namespace 'shop'; registered: default" },
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString', undefined, null, 7])('knows no task or namespace called %j', async (name) => {
    const factory = await registry(task('order'));
    expect(issues(() => factory.get(name as string))[0]?.path).toBe('name');
    if (name !== undefined) expect(issues(() => factory.get('order', { namespace: name as string }))[0]?.path).toBe('namespace');
  });

  it('finds a task by its class', async () => {
    const known = task('order');
    const factory = await registry(known, taskOfFile('refund'));
    expect(factory.find(known.handler!)).toBe(known);
    expect(factory.find(class {})).toBeUndefined();
  });

  it('lists by namespace and name, highest version first', async () => {
    const factory = await registry(
      task('refund', { namespace: 'shop' }),
      task('order', { namespace: 'shop', version: '1.0.0' }),
      task('order', { namespace: 'shop', version: '1.10.0' }),
      task('order', { namespace: 'billing' }),
    );
    expect(factory.namespaces()).toEqual(['billing', 'default', 'shop']);
    expect(ids(factory.list())).toEqual(['billing/order@1.0.0', 'shop/order@1.10.0', 'shop/order@1.0.0', 'shop/refund@1.0.0']);
    expect(ids(factory.list({ namespace: 'billing' }))).toEqual(['billing/order@1.0.0']);
    expect(factory.list({ namespace: 'nowhere' })).toEqual([]);
  });
});

describe('discovery', () => {
  it('refuses a name and version that another class has, naming both, and registers nothing of the lot', async () => {
    const { factory } = factoryOf(task('refund'), task('order', { className: 'First' }), task('order', { className: 'Second' }));
    await expect(factory.discover()).rejects.toThrow(
      new ConfigurationError(
        "First and Second both declare task 'order' 1.0.0 in namespace 'default': give one of them another name, namespace or version",
      ),
    );
    expect(factory.list()).toEqual([]);
  });

  it('refuses two files that declare one task', async () => {
    const { factory } = factoryOf(taskOfFile('order', { className: 'a.yaml' }), taskOfFile('order', { className: 'b.yaml' }));
    await expect(factory.discover()).rejects.toThrow("a.yaml and b.yaml both declare task 'order' 1.0.0");
  });

  it('registers nothing when a listener refuses, and can try again', async () => {
    const { factory, bus, tasks } = factoryOf(task('order'), taskOfFile('refund'));
    const end = factory.beforeRegistration(() => Promise.reject(new Error('the database is away')));
    await expect(factory.discover()).rejects.toThrow('the database is away');
    expect([factory.list(), factory.namespaces(), bus.publish.mock.calls]).toEqual([[], ['default'], []]);
    end();
    expect(await factory.discover()).toEqual(tasks);
  });

  it('finds only what is new, also when asked twice at once', async () => {
    const found = [task('order'), taskOfFile('refund')];
    const explored = () => found.map((known) => ({ ...known }));
    const factory = new HandlerFactory(explorer(explored), { publish: vi.fn() });
    const told: string[][] = [];
    factory.beforeRegistration(async (tasks) => void told.push(ids(tasks)));
    const both = await Promise.all([factory.discover(), factory.discover()]);
    expect(both.map((tasks) => tasks.length)).toEqual([2, 0]);
    found.push(task('late'));
    expect(ids(await factory.discover())).toEqual(['default/late@1.0.0']);
    expect(told).toEqual([['default/order@1.0.0', 'default/refund@1.0.0'], ['default/late@1.0.0']]);
  });

  it('looks once for what the application declares, whoever asks first', async () => {
    const order = task('order');
    const explore = vi.fn(() => [order]);
    const factory = new HandlerFactory(explorer(explore), { publish: vi.fn() });
    await Promise.all([factory.ready(), factory.onModuleInit()]);
    await factory.ready();
    expect([explore.mock.calls.length, ids(factory.list())]).toEqual([1, ['default/order@1.0.0']]);
    await factory.discover();
    expect(explore).toHaveBeenCalledTimes(2);
  });

  it('leaves alone what was registered by hand under the name that it declares', async () => {
    const Lazy = classNamed('Lazy');
    const { factory, tasks } = factoryOf();
    const registered = await factory.register('lazy', Lazy);
    tasks.push(task('lazy', { handler: Lazy, className: 'Lazy' }), task('other'));
    expect(
      ids(
        await new HandlerFactory(
          explorer(() => tasks),
          { publish: vi.fn() },
        ).discover(),
      ),
    ).toHaveLength(2);
    expect(factory.get('lazy')).toBe(registered);
  });

  it('does not bring back what was unregistered or replaced', async () => {
    const { factory } = factoryOf(task('order'), task('refund', { className: 'Refund' }));
    await factory.discover();
    await factory.unregister('order', { version: '1.0.0' });
    const other = task('refund', { className: 'Better' });
    await factory.add(other, { replace: true });
    expect(await factory.discover()).toEqual([]);
    expect(factory.list()).toEqual([other]);
  });
});

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
    const published = bus.publish.mock.calls.slice(1).map(([name, payload]) => [name, payload.entity_class]);
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
    const factory = new HandlerFactory({ explore: () => [], build }, { publish: vi.fn() });
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
    expect(bus.publish).toHaveBeenLastCalledWith('handler.unregistered', expect.objectContaining({ entity_id: 'default/order/1.0.0' }));
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
    const about = {
      entity_id: 'shop/order/0.1.0',
      entity_class: 'Stepless',
      validation_error: expect.stringMatching(/^Stepless has no steps/),
    };
    expect(error.mock.calls).toEqual([[expect.objectContaining({ msg: 'Registry validation failed', ...about })]]);
    expect(bus.publish.mock.calls).toEqual([['handler.validation_failed', expect.objectContaining(about)]]);
  });

  it('is nothing when a listener fails: the handler itself is all right', async () => {
    const { factory, bus } = factoryOf();
    factory.beforeRegistration(() => Promise.reject(new Error('the database is away')));
    await factory.register('order', classNamed('Order')).catch(() => undefined);
    expect([bus.publish.mock.calls, error.mock.calls, factory.health().issues]).toEqual([[], [], []]);
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
        seen.push(payload.entity_id, ids(factory.list()));
        resolve();
      });
    });
    await factory.register('order', classNamed('Order'));
    await told;
    expect(seen).toEqual(['default/order/1.0.0', ['default/order@1.0.0']]);
  });
});
