import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DefinitionSnapshot, RegisteredDefinition, WorkerFunctions } from '../database/worker.functions.js';
import { HandlerFactory } from '../definitions/handler.factory.js';
import type { RegisteredTask, StepTemplate } from '../definitions/task-definition.js';
import { DefinitionIndex } from './definition.index.js';

const step = (name: string, dependsOn: string[] = [], options: Partial<StepTemplate> = {}): StepTemplate => ({
  name,
  dependsOn,
  retryLimit: 3,
  retryable: true,
  skippable: false,
  queue: 'default',
  dependentSystem: 'unknown',
  handledBy: name,
  ...options,
});

function task(name: string, steps: StepTemplate[]): RegisteredTask {
  const definition = { namespace: 'shop', name, version: '1.0.0', steps, declaredBy: name };
  return { definition, hash: `hash of ${name}`, invokers: new Map(), handler: class {} };
}

/** An index over some tasks, and what it has written; ids are handed out in the order of writing. */
function scene(found: RegisteredTask[], otherHosts: string[] = []) {
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
  const factory = new HandlerFactory({ explore: () => found });
  const index = new DefinitionIndex({ registerDefinition } as unknown as WorkerFunctions, factory);
  return { index, factory, written };
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
    const added = vi.fn(() => expect(factory.find(late.handler)).toBeUndefined());
    index.onAdded = added;
    const late = task('late', [step('only')]);
    await factory.register(late);
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
    const { edges, graph, stepIds, stepNames } = index.of(order);
    expect(edges).toEqual([
      { parents: [], children: [3, 4] },
      { parents: [], children: [3] },
      { parents: [1, 2], children: [4] },
      { parents: [1, 3], children: [] },
    ]);
    expect((JSON.parse(graph) as object[])[1]).toEqual({
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
});
