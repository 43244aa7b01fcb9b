import { describe, expect, it } from 'vitest';
import { ConfigurationError, InvalidRequestError } from '../model/errors.js';
import { HandlerFactory } from './handler.factory.js';
import { StepHandler } from './step-handler.decorator.js';
import { buildTask } from './task-definition.builder.js';
import type { RegisteredTask } from './task-definition.js';
import { TaskHandler } from './task-handler.decorator.js';

function task(name: string, { namespace = 'default', version = '1.0.0', className = 'Order' } = {}): RegisteredTask {
  const Handler = {
    [className]: class {
      pay() {
        return {};
      }
    },
  }[className];
  if (Handler === undefined) throw new Error('unreachable');
  StepHandler()(Handler.prototype, 'pay', Object.getOwnPropertyDescriptor(Handler.prototype, 'pay') ?? {});
  TaskHandler({ name, namespace, version })(Handler);
  return buildTask(Handler, { moduleName: 'OrdersModule', method: () => () => ({}), stepClass: () => undefined });
}

async function registry(...tasks: RegisteredTask[]): Promise<HandlerFactory> {
  const factory = new HandlerFactory({ explore: () => tasks });
  await factory.discover();
  return factory;
}

function issues(lookUp: () => unknown) {
  try {
    lookUp();
  } catch (error) {
    return (error as InvalidRequestError).issues;
  }
  throw new Error('nothing was refused');
}

describe('HandlerFactory', () => {
  it('keeps versions and namespaces of one name side by side', async () => {
    const tasks = [task('order'), task('order', { version: '2.0.0' }), task('order', { namespace: 'shop' })];
    const factory = await registry(...tasks);
    expect(factory.get('order', { version: '1.0.0' })).toBe(tasks[0]);
    expect(factory.get('order', { version: '2.0.0' })).toBe(tasks[1]);
    expect(factory.get('order', { namespace: 'shop' })).toBe(tasks[2]);
  });

  it('takes the highest stable version when none is asked for, by precedence and not by spelling', async () => {
    const factory = await registry(
      task('order', { version: '9.0.0' }),
      task('order', { version: '10.0.0' }),
      task('order', { version: '11.0.0-beta.1' }),
    );
    expect(factory.get('order').definition.version).toBe('10.0.0');
  });

  it('gives a pre-release only when asked for it', async () => {
    const factory = await registry(task('order', { version: '1.0.0-beta.1' }));
    expect(factory.get('order', { version: '1.0.0-beta.1' }).definition.version).toBe('1.0.0-beta.1');
    expect(issues(() => factory.get('order'))).toEqual([
      { path: 'version', message: "task 'order' of namespace 'default' has pre-releases only, which must be asked for: 1.0.0-beta.1" },
    ]);
  });

  it('names the known versions when one is unknown', async () => {
    const factory = await registry(task('order', { version: '1.0.0' }), task('order', { version: '1.1.0' }));
    expect(issues(() => factory.get('order', { version: '1.2.0' }))).toEqual([
      { path: 'version', message: "task 'order' of namespace 'default' has no version '1.2.0'; registered: 1.1.0, 1.0.0" },
    ]);
  });

  it('names the namespace that has the task', async () => {
    const factory = await registry(task('order', { namespace: 'shop' }), task('order', { namespace: 'billing' }), task('refund'));
    expect(issues(() => factory.get('order'))).toEqual([
      { path: 'namespace', message: "no task 'order' in namespace 'default'; it is registered in 'shop', 'billing'" },
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
    expect(issues(() => factory.get('order'))).toEqual([{ path: 'namespace', message: "no namespace 'default'; no task is registered" }]);
  });

  it('finds a task by its class', async () => {
    const known = task('order');
    const factory = await registry(known);
    expect(factory.find(known.handler)).toBe(known);
    expect(factory.find(class {})).toBeUndefined();
  });

  it('lists by namespace and name, highest version first', async () => {
    const factory = await registry(
      task('refund', { namespace: 'shop' }),
      task('order', { namespace: 'shop', version: '1.0.0' }),
      task('order', { namespace: 'shop', version: '1.10.0' }),
      task('order', { namespace: 'billing' }),
    );
    const names = (list: RegisteredTask[]) => list.map(({ definition: { namespace, name, version } }) => `${namespace}/${name}@${version}`);
    expect(factory.namespaces()).toEqual(['billing', 'shop']);
    expect(names(factory.list())).toEqual(['billing/order@1.0.0', 'shop/order@1.10.0', 'shop/order@1.0.0', 'shop/refund@1.0.0']);
    expect(names(factory.list({ namespace: 'billing' }))).toEqual(['billing/order@1.0.0']);
    expect(factory.list({ namespace: 'nowhere' })).toEqual([]);
    expect(factory.statistics()).toEqual({ namespaces: 2, tasks: 3, versions: 4, steps: 4 });
  });

  it('refuses a name and version that another class has, naming both, and registers nothing of the lot', async () => {
    const refused = new ConfigurationError(
      "First and Second both declare task 'order' 1.0.0 in namespace 'default': give one of them another name, namespace or version",
    );
    const lot = [task('refund'), task('order', { className: 'First' }), task('order', { className: 'Second' })];
    const factory = new HandlerFactory({ explore: () => lot });
    await expect(factory.discover()).rejects.toThrow(refused);
    expect(factory.list()).toEqual([]);
  });

  it('refuses a name and version that was registered earlier', async () => {
    const factory = await registry(task('order', { className: 'First' }));
    await expect(factory.register(task('order', { className: 'Second' }))).rejects.toThrow(/^First and Second both declare/);
    await factory.register(task('order', { className: 'Second', version: '1.0.1' }));
    expect(factory.get('order').definition.declaredBy).toBe('Second');
  });

  it('registers nothing when a listener refuses, and can try again', async () => {
    const known = task('order');
    const factory = new HandlerFactory({ explore: () => [known] });
    const end = factory.beforeRegistration(() => Promise.reject(new Error('the database is away')));
    await expect(factory.discover()).rejects.toThrow('the database is away');
    expect(factory.list()).toEqual([]);
    end();
    expect(await factory.discover()).toEqual([known]);
  });

  it('discovers only what is new, also when asked twice at once', async () => {
    const found = [task('order')];
    const told: RegisteredTask[][] = [];
    const factory = new HandlerFactory({ explore: () => [...found] });
    factory.beforeRegistration(async (tasks) => void told.push([...tasks]));
    const both = await Promise.all([factory.discover(), factory.discover()]);
    expect(both.map((tasks) => tasks.length)).toEqual([1, 0]);
    found.push(task('refund'));
    expect(await factory.discover()).toEqual([found[1]]);
    expect(told).toEqual([[found[0]], [found[1]]]);
  });

  it('refuses to register one class twice', async () => {
    const known = task('order');
    const factory = await registry(known);
    await expect(factory.register(known)).rejects.toThrow(/is registered already/);
  });
});
