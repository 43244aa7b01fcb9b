import { describe, expect, it, vi } from 'vitest';
import { classNamed, explorer, factoryOf, ids, task, taskOfFile, useSilentRegistry } from '../../../../test/support/handler.registry.js';
import { ConfigurationError } from '../model/errors.js';
import { HandlerFactory } from './handler.factory.js';

useSilentRegistry();

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
    const factory = new HandlerFactory(explorer(explored), { announce: vi.fn() });
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
    const factory = new HandlerFactory(explorer(explore), { announce: vi.fn() });
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
          { announce: vi.fn() },
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
