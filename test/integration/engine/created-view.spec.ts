import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { Gates } from '../../support/gates.js';
import { workflow } from '../../support/workflows.js';

const graph = {
  start: { queue: 'fast', priority: 5, retryLimit: 7, retryable: false, skippable: true },
  left: { dependsOn: 'start', dependentSystem: 'stock' },
  right: { dependsOn: 'start' },
  alone: {},
  join: { dependsOn: ['left', 'right'] },
} as const;
const request = {
  name: 'order',
  context: { z: 1, a: { list: [1, null, 'é', 1.5, -0, 1e21], nothing: undefined, at: new Date(0) } },
  initiator: 'ann',
  sourceSystem: 'web',
  reason: 'sale',
  tags: ['vip', 'eu'],
  priority: -3,
  correlationId: 'trace-1',
  taskId: '0197A000-0000-7000-8000-00000000000F',
};

describe('what createTask resolves to is what getTask gives right afterwards', () => {
  const engine = useEngine();

  it.each([
    ['with every field, where nobody works', request],
    ['with the defaults, where nobody works', { name: 'order', context: {} }],
  ])('%s', async (_, given) => {
    const { orchestrator } = await engine.app([workflow('order', graph)], { worker: false });
    const created = await orchestrator.createTask(given);
    expect(created).toEqual(await orchestrator.getTask(created.taskId));
    expect(created.steps.map(({ siblingIds }) => siblingIds).filter((ids) => ids.length > 0)).toHaveLength(2);
  });

  it.each([
    ['with every field', request],
    ['with the defaults', { name: 'order', context: {} }],
  ])('%s, where the worker of this process takes the roots at once', async (_, given) => {
    const gates = new Gates();
    const held = { run: () => gates.pass('held') };
    const Handler = workflow('order', { ...graph, start: { ...graph.start, ...held }, alone: { ...graph.alone, ...held } });
    const { orchestrator } = await engine.app([Handler]);
    const created = await orchestrator.createTask(given);
    expect(created).toEqual(await orchestrator.getTask(created.taskId));
    expect(created.steps.filter(({ state }) => state === 'in_progress').map(({ name }) => name)).toEqual(['alone']);
    gates.open('held');
  });

  it('for each of many tasks that are created together', async () => {
    const { orchestrator } = await engine.app([workflow('order', graph), workflow('other', { only: {} })], { worker: false });
    const names = ['order', 'other', 'order', 'other', 'other'];
    const created = await orchestrator.createTasks(names.map((name, place) => ({ name, context: { place }, priority: place })));
    expect(created.map(({ name }) => name)).toEqual(names);
    expect(created).toEqual(await Promise.all(created.map(({ taskId }) => orchestrator.getTask(taskId))));
  });

  it('when the same id is created again: the task as it is, marked as a duplicate', async () => {
    const { orchestrator } = await engine.app([workflow('order', graph)], { worker: false });
    const first = await orchestrator.createTask(request);
    await orchestrator.cancelTask(first.taskId);
    const again = await orchestrator.createTask({ ...request, reason: 'another' });
    expect(again).toMatchObject({ taskId: first.taskId, state: 'cancelled', reason: 'sale' });
    expect(again).toEqual({ ...(await orchestrator.getTask(first.taskId)), duplicate: true });
  });
});
