import { describe, expect, it, vi } from 'vitest';
import { registeredTask, stepTemplate, taskDefinition } from '../../../../test/support/built.task.js';
import type { ChosenStep } from '../database/worker.functions.js';
import type { HandlerFactory } from '../definitions/handler.factory.js';
import type { RegisteredTask } from '../definitions/task-definition.js';
import type { NewTask, StepList } from '../definitions/task-hooks.js';
import { ConfigurationError, InvalidRequestError } from '../model/errors.js';
import type { DefinitionIndex } from './definition.index.js';
import type { EngineSettings } from './engine.settings.js';
import { IndexedTask } from './indexed.task.js';
import type { NamedTaskRequest } from './task-request.js';
import type { EngineDatabase } from '../database/engine.database.js';
import { ServerClock } from '../database/server.clock.js';
import { TaskIds } from './task.ids.js';
import { TaskPlanner, type PlannedTask } from './task.planner.js';

const settings: EngineSettings = {
  worker: null,
  backoff: { seconds: null, max: 30, multiplier: 2, jitter: 0 },
  maxRetryAfterSeconds: 60,
  defaultStepTimeoutMs: null,
  limits: { contextBytes: 100, resultBytes: 100, steps: 3 },
  identity: { strategy: 'none', custom: undefined, windowSeconds: 60, onDuplicate: 'return' },
  staleness: null,
  retention: null,
  sharedLimits: [],
  priorityMaxWaitMs: 60_000,
};
const steps = [stepTemplate('pay', { skippable: true, dependentSystem: 'bank' }), stepTemplate('ship', { dependsOn: ['pay'] })];
const request: NamedTaskRequest = { name: 'order', context: { orderId: 'o-1' } };

interface Scene {
  readonly task?: Partial<RegisteredTask>;
  readonly identity?: Partial<EngineSettings['identity']>;
  readonly priority?: number;
  readonly limits?: Partial<EngineSettings['limits']>;
}

/** A planner over the task `order`, and the steps that it had registered for hooks. */
function scene({ task: parts = {}, identity = {}, priority, limits = {} }: Scene = {}) {
  const task = registeredTask(taskDefinition('order', steps, priority === undefined ? {} : { priority }), parts);
  const indexed = new IndexedTask(task, { namedTaskId: 1, steps: { pay: [10, 100], ship: [11, 101] }, otherHosts: [] });
  const chosen: ChosenStep[] = [];
  const handlers = { get: () => task } as unknown as HandlerFactory;
  const choose = async (_indexed: IndexedTask, asked: readonly ChosenStep[]) => {
    chosen.push(...asked);
    indexed.chosen(asked, Object.fromEntries(asked.map(({ name }, place) => [name, [20 + place, 200 + place] as const])));
  };
  const definitions = { of: () => indexed, choose } as unknown as DefinitionIndex;
  const planner = new TaskPlanner(
    handlers,
    definitions,
    {
      ...settings,
      limits: { ...settings.limits, ...limits },
      identity: { ...settings.identity, ...identity },
    },
    new TaskIds({ clock: new ServerClock() } as EngineDatabase),
  );
  const plan = async (requests: readonly NamedTaskRequest[], paths = (_place: number) => '') =>
    planner.plan(planner.check(requests, { path: paths }));
  const one = async (changes: Partial<NamedTaskRequest> = {}): Promise<PlannedTask> => (await plan([{ ...request, ...changes }]))[0]!;
  return { plan, one, indexed, chosen };
}

async function issues(attempt: () => Promise<unknown>) {
  const error: unknown = await attempt().then(() => undefined, (reason: unknown) => reason); // prettier-ignore
  expect(error).toBeInstanceOf(InvalidRequestError);
  return (error as InvalidRequestError).issues;
}

describe('a request that says no more than it must', () => {
  it('gets an id, the declared graph, no identity and no bypass', async () => {
    const { one, indexed } = scene();
    const planned = await one();
    expect(planned).toMatchObject({ context: '{"orderId":"o-1"}', priority: 0, bypass: [], identity: null });
    expect(planned.taskId).toMatch(/^[0-9a-f-]{36}$/);
    expect(planned.graph).toBe(indexed.graph);
  });

  it('has the priority of its definition; its own comes first, 0 too', async () => {
    const { one } = scene({ priority: 7 });
    expect([(await one()).priority, (await one({ priority: 0 })).priority]).toEqual([7, 0]);
  });

  it('keeps its own id in lower case', async () => {
    const taskId = '01970000-0000-7000-8000-00000000000A';
    expect((await scene().one({ taskId })).taskId).toBe(taskId.toLowerCase());
  });
});

describe('several requests of one call', () => {
  const paths = (place: number) => `tasks.${place}`;

  it('are planned in order; the fields of each are named by its place', async () => {
    const { plan } = scene();
    const planned = await plan([{ ...request, priority: 1 }, { ...request, priority: 2 }], paths); // prettier-ignore
    expect(planned.map(({ priority }) => priority)).toEqual([1, 2]);
    expect(await issues(() => plan([request, { ...request, priority: 0.5, tags: 'x' as never }], paths))).toEqual([
      { path: 'tasks.1.tags', message: 'must be an array of strings' },
      { path: 'tasks.1.priority', message: 'must be an integer' },
    ]);
  });

  it('cannot have one id twice, in whatever case', async () => {
    const taskId = '01970000-0000-7000-8000-00000000000a';
    const twice = [{ ...request, taskId }, { ...request, taskId: taskId.toUpperCase() }]; // prettier-ignore
    expect(await issues(() => scene().plan(twice, paths))).toEqual([{ path: 'tasks.1.taskId', message: 'stands twice in this call' }]);
  });

  it('call no hook when one of them is wrong', async () => {
    const establishSteps = vi.fn();
    const checkContext = (value: unknown) => ({ value, issues: 'bad' in (value as object) ? [{ path: 'bad', message: 'is bad' }] : [] });
    const { plan } = scene({ task: { hooks: { establishSteps }, checkContext } });
    expect(await issues(() => plan([request, { ...request, context: { bad: 1 } }], paths))).toEqual([
      { path: 'tasks.1.context.bad', message: 'is bad' },
    ]);
    expect(establishSteps).not.toHaveBeenCalled();
  });
});

describe('a context', () => {
  it('is stored with its defaults', async () => {
    const checkContext = async (value: unknown) => ({ value: { ...(value as object), currency: 'EUR' }, issues: [] });
    expect((await scene({ task: { checkContext } }).one()).context).toBe('{"orderId":"o-1","currency":"EUR"}');
  });

  it('that breaks its declaration is refused by path; the context itself where there is none', async () => {
    const checkContext = (value: unknown) => ({
      value,
      issues: [
        { path: 'items.0.price', message: 'must be a number' },
        { path: '', message: 'is too deep' },
      ],
    });
    expect(await issues(() => scene({ task: { checkContext } }).one())).toEqual([
      { path: 'context.items.0.price', message: 'must be a number' },
      { path: 'context', message: 'is too deep' },
    ]);
  });

  it('that its defaults make too large is refused', async () => {
    const checkContext = () => ({ value: { text: 'x'.repeat(100) }, issues: [] });
    expect(await issues(() => scene({ task: { checkContext } }).one())).toEqual([
      { path: 'context', message: 'with defaults applied: 111 bytes of JSON, the limit is 100' },
    ]);
  });
});

describe('steps that a request leaves out', () => {
  it('are given by their places', async () => {
    expect((await scene().one({ bypassSteps: ['pay'] })).bypass).toEqual([1]);
  });

  it('must be skippable', async () => {
    expect(await issues(() => scene().one({ bypassSteps: ['ship'] }))).toMatchObject([{ path: 'bypassSteps.0' }]);
  });
});

describe('a hook', () => {
  const hooked = (establishSteps: (task: NewTask, list: StepList) => void | Promise<void>, more: Scene = {}) =>
    scene({ ...more, task: { hooks: { establishSteps }, ...more.task } });

  it('sees the request with its defaults', async () => {
    let seen: NewTask | undefined;
    const { one } = hooked((task) => void (seen = task), { priority: 7 });
    const { taskId } = await one({ tags: ['vip'] });
    expect(seen).toEqual({
      taskId,
      namespace: 'shop',
      name: 'order',
      version: '1.0.0',
      context: { orderId: 'o-1' },
      initiator: 'unknown',
      sourceSystem: 'unknown',
      reason: 'unknown',
      tags: ['vip'],
      priority: 7,
      bypassSteps: [],
    });
  });

  it('sees an instance of the context class; what it changes there is not stored', async () => {
    class OrderContext {
      orderId: string;
    }
    const { one } = hooked(({ context }) => {
      expect(context).toBeInstanceOf(OrderContext);
      (context as OrderContext).orderId = 'changed';
    }, { task: { contextType: OrderContext } }); // prettier-ignore
    expect((await one()).context).toBe('{"orderId":"o-1"}');
  });

  it('gives the graph of this task; what it chose is registered with the system of the step it is like', async () => {
    const { one, chosen, indexed } = hooked(async (_task, list) => {
      list.add({ name: 'pay_rest', like: 'pay', dependsOn: ['pay'], inputs: { rest: true } });
      list.find('ship')!.dependsOn = ['pay_rest'];
    });
    const { graph } = await one();
    expect(graph.steps.map(({ name, parents, children, inputs }) => [name, parents, children, inputs])).toEqual([
      ['pay', [], [2], undefined],
      ['pay_rest', [1], [3], { rest: true }],
      ['ship', [2], [], undefined],
    ]);
    expect(chosen).toContainEqual({ name: 'pay_rest', like: 'pay', queue: 'default', dependentSystem: 'bank' });
    expect(indexed.graph.steps.map(({ name }) => name)).toEqual(['pay', 'ship']);
  });

  it('decides what may be left out: names of its own steps count, removed ones do not', async () => {
    const { one } = hooked((_task, list) => {
      list.add({ name: 'notify', like: 'pay' });
      list.remove('pay');
    });
    expect((await one({ bypassSteps: ['notify'] })).bypass).toEqual([2]);
    expect(await issues(() => one({ bypassSteps: ['pay'] }))).toMatchObject([{ path: 'bypassSteps.0' }]);
  });

  it.each<[string, (list: StepList) => void, Partial<NamedTaskRequest>]>([
    ['what is left out is not skippable', () => undefined, { bypassSteps: ['ship'] }],
    ['there are too many steps', (list) => ['a', 'b'].forEach((name) => list.add({ name, like: 'pay' })), {}],
  ])('has nothing registered when %s', async (_, change, changes) => {
    const { one, chosen } = hooked((_task, list) => change(list));
    await issues(() => one(changes));
    expect(chosen).toEqual([]);
  });

  it('that leaves steps which cannot work, or throws, ends the request with its own error', async () => {
    const broken = hooked((_task, list) => void (list.find('ship')!.dependsOn = ['nowhere']));
    await expect(broken.one()).rejects.toBeInstanceOf(ConfigurationError);
    expect(broken.chosen).toEqual([]);
    const cause = new Error('no such table');
    const throwing = hooked(() => Promise.reject(cause));
    await expect(throwing.plan([request], () => 'tasks.0')).rejects.toBe(cause);
  });
});

describe('the number of steps', () => {
  it('is bounded for declared ones too', async () => {
    expect(await issues(() => scene({ limits: { steps: 1 } }).one())).toEqual([{ path: 'name', message: '2 steps, the limit is 1' }]);
  });
});

describe('the identity of a request', () => {
  it('is its own key, whatever the strategy, and lasts as long as the task', async () => {
    for (const strategy of ['none', 'hash'] as const) {
      const { one } = scene({ identity: { strategy } });
      const [first, again, other] = await Promise.all(['k-1', 'k-1', 'k-2'].map((idempotencyKey) => one({ idempotencyKey })));
      expect(first!.identity).toMatchObject({ seconds: null, byKey: true });
      expect(again!.identity).toEqual(first!.identity);
      expect(other!.identity!.hash).not.toBe(first!.identity!.hash);
    }
  });

  it('by hash is what it asks for, defaults of the context included, within the window', async () => {
    const checkContext = (value: unknown) => ({ value: { currency: 'EUR', ...(value as object) }, issues: [] });
    const { one } = scene({ identity: { strategy: 'hash' }, task: { checkContext } });
    const hashOf = async (changes: Partial<NamedTaskRequest>) => (await one(changes)).identity!.hash;
    const plain = await one();
    expect(plain.identity).toMatchObject({ seconds: 60, byKey: false });
    expect(await hashOf({ context: { currency: 'EUR', orderId: 'o-1' } })).toBe(plain.identity!.hash);
    expect(await hashOf({ context: { orderId: 'o-2' } })).not.toBe(plain.identity!.hash);
    expect(await hashOf({ bypassSteps: ['pay'] })).not.toBe(plain.identity!.hash);
  });

  it('by a function is what that gives; nothing is none', async () => {
    const custom = vi.fn(async ({ tags }: { tags: readonly string[] }) => tags[0]);
    const { one } = scene({ identity: { strategy: 'custom', custom } });
    expect((await one()).identity).toBeNull();
    const { identity } = await one({ tags: ['a'] });
    expect(identity).toMatchObject({ seconds: 60, byKey: false });
    expect(custom).toHaveBeenLastCalledWith(
      expect.objectContaining({ name: 'order', version: '1.0.0', context: { orderId: 'o-1' }, tags: ['a'] }),
    );
  });
});
