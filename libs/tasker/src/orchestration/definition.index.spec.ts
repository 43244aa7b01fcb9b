import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { registeredTask, stepTemplate, taskDefinition } from '../../../../test/support/built.task.js';
import { parameterFilter } from '../../../../test/support/parameter.filter.js';
import type { ClaimedStep } from '../database/claimed.step.js';
import type { ChosenStep, DefinitionSnapshot, RegisteredDefinition, TaskStep, WorkerFunctions } from '../database/worker.functions.js';
import { HandlerFactory } from '../definitions/handler.factory.js';
import type { RegisteredTask, StepTemplate } from '../definitions/task-definition.js';
import { CustomEventCatalog } from '../events/custom-event.catalog.js';
import { DefinitionIndex } from './definition.index.js';

const step = (name: string, dependsOn: string[] = [], options: Partial<StepTemplate> = {}) => stepTemplate(name, { dependsOn, ...options });
const task = (name: string, steps: StepTemplate[], parts: Partial<RegisteredTask> = {}) =>
  registeredTask(taskDefinition(name, steps), { handler: class {}, ...parts });

/** An index over some tasks, and what it has written; ids are handed out in the order of writing. */
function scene(found: RegisteredTask[], otherHosts: string[] = [], changes: Partial<WorkerFunctions> = {}) {
  const written: DefinitionSnapshot[] = [];
  const registerDefinition = async (snapshot: DefinitionSnapshot): Promise<RegisteredDefinition> => {
    const namedTaskId = written.push(snapshot);
    const { steps } = JSON.parse(snapshot.configuration) as { steps: StepTemplate[] };
    const ids = steps.map(({ name }, place): [string, [number, number]] => [
      name,
      [namedTaskId * 100 + place, namedTaskId * 1_000 + place],
    ]);
    return { namedTaskId, steps: Object.fromEntries(ids), otherHosts };
  };
  const named: string[] = [];
  const createNamespace = async (name: string, description: string | null) => void named.push(`${name}: ${description}`);
  const functions = { registerDefinition, createNamespace, ...changes } as unknown as WorkerFunctions;
  const factory = new HandlerFactory({ explore: () => found, build: () => found[0]! }, { announce: () => undefined });
  const events = new CustomEventCatalog();
  const index = new DefinitionIndex(functions, factory, events, parameterFilter());
  return { index, factory, events, written, named };
}

afterEach(() => void vi.restoreAllMocks());

describe('DefinitionIndex', () => {
  it('writes every declared definition once, whoever asks for it first', async () => {
    const order = task('order', [step('pay')]);
    const { index, written } = scene([order]);
    await Promise.all([index.open(), index.open()]);
    await index.open();
    expect(written).toMatchObject([{ namespace: 'shop', name: 'order', version: '1.0.0', description: null, hash: 'hash of order' }]);
    expect(JSON.parse(written[0]!.configuration)).toMatchObject({ name: 'order', steps: [{ name: 'pay', retryLimit: 3 }] });
    expect(index.of(order)).toBe(index.byNamedTask(1));
    expect(index.all()).toEqual([index.of(order)]);
  });

  it('knows no other task', async () => {
    const { index } = scene([]);
    await index.open();
    expect(index.byNamedTask(1)).toBeUndefined();
    expect(() => index.of(task('other', []))).toThrow('definition other was not written to the database');
  });

  it('writes what is registered later before it can be used, and says so', async () => {
    const { index, factory, written } = scene([task('order', [step('pay')])]);
    await index.open();
    const added = vi.fn(() => expect(factory.find(late.handler!)).toBeUndefined());
    index.onChanged = added;
    const late = task('late', [step('only')]);
    await factory.add(late);
    expect(written.map(({ name }) => name)).toEqual(['order', 'late']);
    expect(added).toHaveBeenCalledOnce();
    expect(index.of(late).fullName).toBe('shop.late@1.0.0');
  });

  it('gives the graph by places, each with its neighbours in order, and the ids of its steps', async () => {
    const order = task('order', [
      step('a'),
      step('b', [], { queue: 'heavy', priority: 4, timeout: 50, retryLimit: 9, retryable: false, skippable: true }),
      step('c', ['b', 'a']),
      step('d', ['c', 'a']),
    ]);
    const { index } = scene([order]);
    await index.open();
    const { graph, stepIds, stepNames } = index.of(order);
    expect(graph.steps.map(({ name, parents, children }) => [name, parents, children])).toEqual([
      ['a', [], [3, 4]],
      ['b', [], [3]],
      ['c', [1, 2], [4]],
      ['d', [1, 3], []],
    ]);
    expect((JSON.parse(graph.json) as object[])[1]).toEqual({
      named_step_id: 101,
      lane: 1_001,
      priority: 4,
      retry_limit: 9,
      timeout_ms: 50,
      retryable: false,
      skippable: true,
      parents: [],
      children: [3],
    });
    expect([stepIds.get('c'), stepNames.get(102)]).toEqual([102, 'c']);
  });

  it('warns of hosts that have another definition under the same version', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    await scene([task('order', [step('pay')])], ['alpha', 'beta']).index.open();
    expect(warn.mock.calls.map(([message]) => message as string)).toEqual([
      'shop.order@1.0.0 has another definition on alpha, beta: tasks keep the graph they were created with; give a changed definition a new version',
    ]);
  });

  it('hands namespaces that are created by hand to the database first', async () => {
    const { index, factory, named } = scene([]);
    await index.open();
    await factory.createNamespace('billing', { description: 'invoices' });
    await factory.createNamespace('mail');
    expect(named).toEqual(['billing: invoices', 'mail: null']);
  });

  it('adds the events that a task and its steps declare to the catalogue, with who fires them', async () => {
    const steps = [step('pay', [], { customEvents: [{ name: 'order.paid', description: 'paid' }], handledBy: 'Order.pay' })];
    const order = registeredTask(taskDefinition('order', steps, { customEvents: [{ name: 'order.opened' }], declaredBy: 'Order' }));
    const { index, events } = scene([order]);
    await index.open();
    expect(events.list()).toEqual([
      { name: 'order.opened', description: 'fired by Order', firedBy: ['Order'] },
      { name: 'order.paid', description: 'paid', firedBy: ['Order.pay'] },
    ]);
  });

  it('writes nothing when two declarations describe one event differently', async () => {
    const shipping = (name: string) =>
      task(name, [step('ship', [], { handledBy: name, customEvents: [{ name: 'order.shipped', description: name }] })]);
    const { index, written } = scene([shipping('one'), shipping('two')]);
    await expect(index.open()).rejects.toThrow("one describes event 'order.shipped' as 'one', two as 'two'");
    expect(written).toEqual([]);
  });

  it('gives the back-off of lanes whose steps have a profile of their own', async () => {
    const backoff = { seconds: [5], max: 30, multiplier: 1, jitter: 0 };
    const { index } = scene([task('order', [step('pay'), step('ship', [], { backoff })])]);
    await index.open();
    expect([...index.laneBackoff()]).toEqual([[1_001, backoff]]);
  });
});

describe('steps that a hook chooses', () => {
  const hooks = { establishSteps: () => undefined };
  const claimed = (namedStepId: number, parents: ClaimedStep['parents'] = null) => ({ namedStepId, parents }) as ClaimedStep;
  const more: ChosenStep = { name: 'pay_later', like: 'pay', queue: 'slow', dependentSystem: 'bank' };

  async function opened(changes: Partial<WorkerFunctions>, parts: Partial<RegisteredTask> = { hooks }) {
    const order = task('order', [step('pay'), step('ship', ['pay'])], parts);
    const { index } = scene([order], [], changes);
    await index.open();
    return { index, indexed: index.of(order) };
  }

  it('are registered once: name, queue and the declared step whose handler runs them are known from then on', async () => {
    const registerSteps = vi.fn(async () => ({ pay_later: [777, 7_777] as const }));
    const { index, indexed } = await opened({ registerSteps });
    await index.choose(indexed, [more, { name: 'pay', like: 'pay', queue: 'default', dependentSystem: 'bank' }]);
    expect(registerSteps.mock.calls).toEqual([[1, [more], false]]);
    expect([indexed.stepIds.get('pay_later'), indexed.stepNames.get(777), indexed.laneOf('pay', 'slow')]).toEqual([
      777,
      'pay_later',
      7_777,
    ]);
    expect(indexed.templateOf(7_777)?.name).toBe('pay');
    await index.choose(indexed, [more]);
    expect(registerSteps).toHaveBeenCalledOnce();
  });

  it('a declared step in another queue is registered under its own name and keeps its own handler', async () => {
    const registerSteps = vi.fn(async () => ({ pay: [100, 8_888] as const }));
    const { index, indexed } = await opened({ registerSteps });
    await index.choose(indexed, [{ name: 'pay', like: 'pay', queue: 'slow', dependentSystem: 'bank' }]);
    expect([indexed.laneOf('pay', 'slow'), indexed.laneOf('pay', 'default')]).toEqual([8_888, 1_000]);
    expect(indexed.templateOf(8_888)?.name).toBe('pay');
    expect(indexed.declaredIds()).toEqual([100, 101]);
  });

  it('in another process are met by the ids and the lane of a claim', async () => {
    const rows: TaskStep[] = [
      { namedStepId: 500, name: 'pay_later', handledAs: 100 },
      { namedStepId: 501, name: 'pay_twice', handledAs: 100 },
    ];
    const stepsOfTask = vi.fn(async (_task: number, ids: readonly number[]) => rows.filter(({ namedStepId }) => ids.includes(namedStepId)));
    const lanesOf = vi.fn(async () => new Map([[9_999, 100]]));
    const { index, indexed } = await opened({ stepsOfTask, lanesOf });
    const claim = { ...claimed(500, { s100: {}, s501: {} }), lane: 9_999 };
    expect([indexed.isUnmet(claim), indexed.unknownIds(claim)]).toEqual([true, [500, 501]]);
    await index.meet(indexed, claim);
    expect([stepsOfTask.mock.calls, lanesOf.mock.calls]).toEqual([[[1, [500, 501]]], [[[9_999]]]]);
    expect([indexed.isUnmet(claim), indexed.stepNames.get(500), indexed.templateOf(9_999)?.name]).toEqual([false, 'pay_later', 'pay']);
    await index.meet(indexed, claim);
    expect([stepsOfTask, lanesOf].map((call) => call.mock.calls.length)).toEqual([1, 1]);
  });

  it('run by the step that owns their lane, whatever another task of that name was like', async () => {
    const registerSteps = vi.fn(async (_task: number, [step]: readonly { like: string }[]) => ({
      extra: [777, step!.like === 'pay' ? 1_000 : 1_001] as const,
    }));
    const { index, indexed } = await opened({ registerSteps: registerSteps });
    for (const like of ['pay', 'ship']) await index.choose(indexed, [{ name: 'extra', like, queue: 'default', dependentSystem: 'bank' }]);
    expect([indexed.templateOf(1_000)?.name, indexed.templateOf(1_001)?.name]).toEqual(['pay', 'ship']);
  });

  it('that the database does not know stay unknown, and so do those whose handler is gone', async () => {
    const stepsOfTask = async () => [{ namedStepId: 501, name: 'orphan', handledAs: 999 }];
    const { index, indexed } = await opened({ stepsOfTask, lanesOf: async () => new Map([[9_999, 999]]) });
    const claim = { ...claimed(500, { s501: {} }), lane: 9_999 };
    await index.meet(indexed, claim);
    expect(indexed.unknownIds(claim)).toEqual([500]);
    expect([indexed.stepNames.get(501), indexed.templateOf(9_999)]).toEqual(['orphan', undefined]);
  });

  it('are looked for among the parents of a claim too: an older snapshot may have known them under other ids', async () => {
    const { indexed } = await opened({}, {});
    expect(indexed.isUnmet({ ...claimed(100, { s101: {} }), lane: 1_000 })).toBe(false);
    expect(indexed.isUnmet({ ...claimed(100, { s501: {} }), lane: 1_000 })).toBe(true);
    expect(indexed.isUnmet(claimed(500, { s101: {} }))).toBe(true);
  });

  it('that were met under another id keep the id that this process writes', async () => {
    const { index, indexed } = await opened({ stepsOfTask: async () => [{ namedStepId: 600, name: 'pay', handledAs: null }] });
    await index.meet(indexed, { ...claimed(101, { s600: {} }), lane: 1_001 });
    expect([indexed.stepNames.get(600), indexed.stepIds.get('pay')]).toEqual(['pay', 100]);
  });

  it('do not mix up names and queues that hold each other', async () => {
    const { indexed } = await opened({});
    indexed.chosen([{ name: 'a', like: 'pay', queue: 'b_c', dependentSystem: '' }], { a: [600, 6_000] });
    expect([indexed.laneOf('pay', 'b_c'), indexed.laneOf('pay_b', 'c'), indexed.laneOf('pay', 'b')]).toEqual([6_000, undefined, undefined]);
  });
});
