import { describe, expect, it } from 'vitest';
import { ids, issues, registry, task, taskOfFile, useSilentRegistry } from '../../../../test/support/handler.registry.js';

useSilentRegistry();

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
