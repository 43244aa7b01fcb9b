import { DuplicateTaskError, type IdentityOptions, type NamedTaskRequest, type TaskerOptions, type TaskView } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { workflow } from '../../support/workflows.js';

const Order = () => workflow('order', { only: { skippable: true } }, { context: { type: 'object', properties: { size: { default: 1 } } } });
const Other = () => workflow('other', { only: {} });

describe('the identity of a task', () => {
  const engine = useEngine();
  const start = async (identity: IdentityOptions = {}, options: Partial<TaskerOptions> = {}) =>
    (await engine.app([Order(), Other()], { identity, worker: false, ...options })).orchestrator;
  const count = async () => (await engine.rows<{ n: number }>('select count(*)::integer as n from tasker.tasks'))[0]!.n;
  const refusal = (creation: Promise<unknown>): Promise<DuplicateTaskError> =>
    creation.then(
      () => Promise.reject(new Error('it was created')),
      (error: unknown) => {
        expect(error).toBeInstanceOf(DuplicateTaskError);
        return error as DuplicateTaskError;
      },
    );

  it('is its idempotencyKey: a repeated request, whatever the order of its keys and tags, gives the task as it stands', async () => {
    const orchestrator = await start();
    const request = { name: 'order', context: { a: 1, b: { c: [1], d: null } }, tags: ['x', 'y'], idempotencyKey: 'order-17' };
    const first = await orchestrator.createTask(request);
    await orchestrator.cancelTask(first.taskId);
    const again = await orchestrator.createTask({ ...request, context: { b: { d: null, c: [1] }, a: 1, size: 1 }, tags: ['y', 'x', 'x'] });
    expect(first.duplicate).toBeUndefined();
    expect(again).toEqual({ ...(await orchestrator.getTask(first.taskId)), duplicate: true });
    expect(again.state).toBe('cancelled');
    expect(await count()).toBe(1);
  });

  it('is refused to another request under the same key, with each difference and nothing written', async () => {
    const orchestrator = await start();
    const request = { name: 'order', context: { items: [{ price: 1 }], note: 'a' }, idempotencyKey: 'k', priority: 3, tags: ['x'] };
    const first = await orchestrator.createTask(request);
    const other = {
      ...request,
      context: { items: [{ price: 2 }, 5], note: 'a', more: true },
      tags: [],
      reason: 'other',
      bypassSteps: ['only'],
    };
    const error = await refusal(orchestrator.createTask(other));
    expect(error.taskId).toBe(first.taskId);
    expect(Object.fromEntries(error.differences.map(({ path, message }) => [path, message]))).toEqual({
      'context.items.0.price': 'the existing task has 1, the request 2',
      'context.items.1': 'the existing task has nothing, the request 5',
      'context.more': 'the existing task has nothing, the request true',
      'tags.0': 'the existing task has "x", the request nothing',
      'bypassSteps.0': 'the existing task has nothing, the request "only"',
      reason: 'the existing task has "unknown", the request "other"',
    });
    expect(await count()).toBe(1);
  });

  it('does not depend on who stands as the initiator by default, or is not named', async () => {
    const orchestrator = await start();
    const request = { name: 'order', context: {}, idempotencyKey: 'k' };
    const first = await orchestrator.createTask(request, { defaultInitiator: 'shop' });
    expect(first.initiator).toBe('shop');
    for (const options of [{ defaultInitiator: 'desk' }, {}])
      expect(await orchestrator.createTask(request, options)).toMatchObject({ taskId: first.taskId, initiator: 'shop', duplicate: true });
    await orchestrator.createTask({ ...request, initiator: 'shop' }, { defaultInitiator: 'desk' });
    const { differences } = await refusal(orchestrator.createTask({ ...request, initiator: 'desk' }, { defaultInitiator: 'desk' }));
    expect(differences.map(({ path }) => path)).toEqual(['initiator']);
    await expect(orchestrator.createTask({ ...request, idempotencyKey: 'l' }, { defaultInitiator: 'x'.repeat(129) })).rejects.toMatchObject(
      {
        issues: [{ path: 'initiator' }],
      },
    );
  });

  it('is refused without what must not be shown: values under sensitive keys, wherever they stand', async () => {
    const orchestrator = await start();
    const request = { name: 'order', context: { password: 'hunter2', note: 'it is hunter2' }, idempotencyKey: 'k' };
    await orchestrator.createTask(request);
    const { differences, message } = await refusal(orchestrator.createTask({ ...request, context: { password: 'guess', note: 'x' } }));
    expect(Object.fromEntries(differences.map(({ path, message }) => [path, message]))).toEqual({
      'context.password': 'the existing task has "[FILTERED]", the request "[FILTERED]"',
      'context.note': 'the existing task has "it is [FILTERED]", the request "x"',
    });
    expect(message).not.toMatch(/hunter2|guess/);
  });

  it('stays the same when another version and another priority are the default by the time the request comes again', async () => {
    const versioned = (version: string, priority: number) => workflow('order', { only: {} }, { version, priority });
    const before = await engine.app([versioned('1.0.0', 1)], { worker: false });
    const request = { name: 'order', context: {}, idempotencyKey: 'k' };
    const first = await before.orchestrator.createTask(request);
    const { orchestrator } = await engine.app([versioned('1.0.0', 1), versioned('1.1.0', 2)], { worker: false });
    expect(await orchestrator.createTask(request)).toMatchObject({ taskId: first.taskId, version: '1.0.0', duplicate: true });
    expect(await orchestrator.createTask({ ...request, version: '^1.0.0' })).toMatchObject({ taskId: first.taskId });
    const { differences } = await refusal(orchestrator.createTask({ ...request, version: '1.1.0', priority: 2 }));
    expect(differences.map(({ path }) => path)).toEqual(['version', 'priority']);
  });

  it('belongs to namespace and name: the same key elsewhere is another task', async () => {
    const orchestrator = await start();
    const ids = await Promise.all(
      ['order', 'other'].map(async (name) => (await orchestrator.createTask({ name, context: {}, idempotencyKey: 'k' })).taskId),
    );
    expect(new Set(ids).size).toBe(2);
  });

  it.each(['', 'x'.repeat(256), 'a\nb', 'a\0b', '\ud800'])('may not be the key %j', async (idempotencyKey) => {
    const orchestrator = await start();
    await expect(orchestrator.createTask({ name: 'order', context: {}, idempotencyKey })).rejects.toMatchObject({
      name: 'InvalidRequestError',
      issues: [{ path: 'idempotencyKey' }],
    });
  });

  it('may be a key of 255 characters of any language', async () => {
    const orchestrator = await start();
    const request = { name: 'order', context: {}, idempotencyKey: '\u{1F600}'.repeat(255) };
    const [one, two] = [await orchestrator.createTask(request), await orchestrator.createTask(request)];
    expect(two.taskId).toBe(one.taskId);
  });

  it('is refused with onDuplicate: refuse, however alike the request is', async () => {
    const orchestrator = await start({ onDuplicate: 'refuse' });
    const request = { name: 'order', context: {}, idempotencyKey: 'k' };
    const { taskId } = await orchestrator.createTask(request);
    expect(await refusal(orchestrator.createTask(request))).toMatchObject({ taskId, differences: [] });
    expect(await count()).toBe(1);
  });

  it.each<[string, IdentityOptions, Partial<NamedTaskRequest>]>([
    ['that may not be given', { onDuplicate: 'refuse' }, {}],
    ['that differs', {}, { reason: 'another' }],
  ])('of one duplicate %s among new requests leaves none of them written', async (_, identity, change) => {
    const orchestrator = await start(identity);
    await orchestrator.createTask({ name: 'order', context: {}, idempotencyKey: 'k1' });
    const requests = ['k0', 'k1', 'k2'].map((idempotencyKey) => ({ name: 'order', context: {}, idempotencyKey, ...change }));
    await refusal(orchestrator.createTasks(requests));
    expect(await count()).toBe(1);
  });

  it('of several requests of one call is one task, given to each of them', async () => {
    const orchestrator = await start();
    const request = (idempotencyKey: string) => ({ name: 'order', context: { idempotencyKey }, idempotencyKey });
    const existing = await orchestrator.createTask(request('old'));
    const views = await orchestrator.createTasks([request('new'), request('old'), request('new')]);
    expect(views[1]!.taskId).toBe(existing.taskId);
    expect(views[2]!.taskId).toBe(views[0]!.taskId);
    expect(views.map(({ duplicate }) => duplicate)).toEqual([undefined, true, true]);
    expect(await count()).toBe(2);
  });

  it('is looked for before a hook is called and before a context is checked: a repeated request does nothing again', async () => {
    const context = { id: 1 };
    const calls: string[] = [];
    const hooked = (version: string, schema: Record<string, unknown>) => {
      const Handler = workflow('hooked', { only: {} }, { version, context: schema });
      Object.defineProperty(Handler.prototype, 'establishStepDependenciesAndDefaults', { value: () => void calls.push(version) });
      return Handler;
    };
    const first = hooked('1.0.0', { type: 'object' });
    const before = await engine.app([first], { worker: false });
    const request = { name: 'hooked', context, idempotencyKey: 'k' };
    const { taskId } = await before.orchestrator.createTask(request);
    const stricter = hooked('2.0.0', { type: 'object', required: ['size'] });
    const { orchestrator } = await engine.app([first, stricter], { worker: false });
    expect(await orchestrator.createTask(request)).toMatchObject({ taskId, duplicate: true });
    expect(calls).toEqual(['1.0.0']);
  });

  it('is not what a taskId is: one that is repeated gives its task, duplicates refused or not', async () => {
    const orchestrator = await start({ onDuplicate: 'refuse' });
    const taskId = '0197a000-0000-7000-8000-00000000000f';
    await orchestrator.createTask({ name: 'order', context: {}, taskId });
    expect(await orchestrator.createTask({ name: 'order', context: {}, taskId })).toMatchObject({ taskId, duplicate: true });
  });

  it('none: two requests that are alike are two tasks', async () => {
    const orchestrator = await start();
    for (const _ of [1, 2]) await orchestrator.createTask({ name: 'order', context: { a: 1 } });
    expect(await count()).toBe(2);
  });
});

describe('the strategy hash', () => {
  const engine = useEngine();
  const start = async (identity: IdentityOptions) =>
    (await engine.app([Order(), Other()], { identity: { strategy: 'hash', ...identity }, worker: false })).orchestrator;
  const age = (seconds: number) =>
    engine.rows('update tasker.tasks set requested_at = requested_at - make_interval(secs => $1), finished_at = null', [seconds]);
  const base: NamedTaskRequest = { name: 'order', context: { a: 1, b: [1, 2] }, tags: ['x', 'y'], initiator: 'ann' };

  it('takes requests for the same that ask for the same, defaults applied', async () => {
    const orchestrator = await start({ window: '1m' });
    const first = await orchestrator.createTask(base);
    const again = await orchestrator.createTask({
      ...base,
      context: { size: 1, b: [1, 2], a: 1 },
      tags: ['y', 'x'],
      sourceSystem: 'unknown',
    });
    expect(again).toMatchObject({ taskId: first.taskId, duplicate: true });
  });

  it.each<[string, Partial<NamedTaskRequest>]>([
    ['context', { context: { a: 1, b: [2, 1] } }],
    ['tags', { tags: ['x'] }],
    ['initiator', { initiator: 'bob' }],
    ['sourceSystem', { sourceSystem: 'web' }],
    ['reason', { reason: 'sale' }],
    ['bypassSteps', { bypassSteps: ['only'] }],
    ['name', { name: 'other' }],
  ])('takes requests for different ones that differ in %s', async (_, change) => {
    const orchestrator = await start({});
    const ids = [await orchestrator.createTask(base), await orchestrator.createTask({ ...base, ...change })].map(({ taskId }) => taskId);
    expect(new Set(ids).size).toBe(2);
  });

  it('takes requests for the same whose initiators are those of their calls only', async () => {
    const orchestrator = await start({});
    const { initiator, ...request } = base;
    const first = await orchestrator.createTask(request, { defaultInitiator: 'shop' });
    expect(await orchestrator.createTask(request, { defaultInitiator: 'desk' })).toMatchObject({ taskId: first.taskId, initiator: 'shop' });
    expect((await orchestrator.createTask({ ...request, initiator })).taskId).not.toBe(first.taskId);
  });

  it('counts a task within the window only: afterwards the same request is a new task, which then counts', async () => {
    const orchestrator = await start({ window: '10m' });
    const first = await orchestrator.createTask(base);
    await age(599);
    expect((await orchestrator.createTask(base)).taskId).toBe(first.taskId);
    await age(2);
    const second = await orchestrator.createTask(base);
    expect(second.taskId).not.toBe(first.taskId);
    expect(second.duplicate).toBeUndefined();
    expect((await orchestrator.createTask(base)).taskId).toBe(second.taskId);
  });

  it('counts no task under a key of its own, and a key for as long as its task is stored', async () => {
    const orchestrator = await start({ window: '10m' });
    const keyed = await orchestrator.createTask({ ...base, idempotencyKey: 'k' });
    const plain = await orchestrator.createTask(base);
    expect(plain.taskId).not.toBe(keyed.taskId);
    await age(100_000);
    expect((await orchestrator.createTask({ ...base, idempotencyKey: 'k' })).taskId).toBe(keyed.taskId);
  });

  it('refuses alike requests with onDuplicate: refuse', async () => {
    const orchestrator = await start({ onDuplicate: 'refuse' });
    const { taskId } = await orchestrator.createTask(base);
    await expect(orchestrator.createTask(base)).rejects.toMatchObject({ name: 'DuplicateTaskError', taskId });
  });
});

describe('the strategy custom', () => {
  const engine = useEngine();
  const start = async (custom: IdentityOptions['custom']) =>
    (await engine.app([Order(), Other()], { identity: { strategy: 'custom', custom }, worker: false })).orchestrator;

  it('takes requests for the same to which it gives the same text, among those for one name', async () => {
    const seen: unknown[] = [];
    const orchestrator = await start(async (request) => {
      seen.push(request);
      return request.context['id'] as string | undefined;
    });
    const create = async (name: string, context: Record<string, unknown>) => orchestrator.createTask({ name, context });
    const first = await create('order', { id: 'a', n: 1 });
    expect(await create('order', { id: 'a', n: 2 })).toMatchObject({ taskId: first.taskId, duplicate: true, context: { n: 1 } });
    const others: TaskView[] = [
      await create('order', { id: 'b' }),
      await create('other', { id: 'a' }),
      await create('order', {}),
      await create('order', {}),
    ];
    expect(new Set([first, ...others].map(({ taskId }) => taskId)).size).toBe(5);
    expect(seen[0]).toEqual({
      ...{ namespace: 'default', name: 'order', version: '0.1.0', context: { id: 'a', n: 1, size: 1 }, tags: [], bypassSteps: [] },
      ...{ initiator: 'unknown', sourceSystem: 'unknown', reason: 'unknown' },
    });
  });

  it.each([
    ['an empty text', '' as never],
    ['a number', 7 as never],
    ['null', null as never],
  ])('that gives %s is refused, and nothing is written', async (_, given) => {
    const orchestrator = await start(() => given);
    await expect(orchestrator.createTask({ name: 'order', context: {} })).rejects.toThrow(
      /^identity: the custom strategy must give a text/,
    );
    expect(await engine.rows('select 1 from tasker.tasks')).toEqual([]);
  });

  it('that throws creates nothing, and its error reaches the caller', async () => {
    const failure = new Error('no register');
    const orchestrator = await start(() => {
      throw failure;
    });
    await expect(orchestrator.createTask({ name: 'order', context: {} })).rejects.toBe(failure);
  });

  it('is not asked about a request that has a key', async () => {
    const orchestrator = await start(() => {
      throw new Error('asked');
    });
    expect((await orchestrator.createTask({ name: 'order', context: {}, idempotencyKey: 'k' })).state).toBe('pending');
  });
});
