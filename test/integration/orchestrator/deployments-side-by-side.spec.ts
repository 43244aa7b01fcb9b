import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { stepRow } from '../../support/worker.session.js';
import { workflow } from '../../support/workflows.js';

describe('old and new deployments side by side', () => {
  const engine = useEngine();

  it('a worker leaves the steps of a version that it does not have', async () => {
    const one = workflow('ship', { pack: { run: () => ({ by: 1 }) } }, { version: '1.0.0' });
    const two = workflow('ship', { pack: { run: () => ({ by: 2 }) } }, { version: '2.0.0' });
    const old = await engine.app([one]);
    const creator = await engine.app([one, two], { worker: false });
    const newTask = await creator.orchestrator.createTask(two, { context: {} });
    expect((await old.run(one)).results).toEqual({ pack: { by: 1 } });
    expect(await stepRow(engine.client, newTask.taskId, 1)).toMatchObject({ state: 'pending', attempts: 0 });
    const fresh = await engine.app([two]);
    expect((await fresh.orchestrator.waitForTask(newTask, { timeout: '20s' })).results).toEqual({ pack: { by: 2 } });
  });

  it('a worker leaves a step of its own version for which it has no handler, without using an attempt', async () => {
    const before = workflow('ship', { pack: { run: () => ({ by: 'old' }) } });
    const after = workflow('ship', { pack: { run: () => ({ by: 'new' }) }, label: { dependsOn: 'pack', retryLimit: 1 } });
    const old = await engine.app([before], { worker: { lease: '1s' } });
    const creator = await engine.app([after], { worker: false });
    const task = await creator.orchestrator.createTask(after, { context: {} });
    await eventually(async () => (await stepRow(engine.client, task.taskId, 1)).state === 'complete', { what: 'the old worker packs' });
    // The old worker finds other work meanwhile, and looks at this step or not: it must stay claimable.
    for (let round = 0; round < 5; round += 1) await old.run(before);
    await eventually(async () => (await stepRow(engine.client, task.taskId, 2)).ready_at !== null);
    const fresh = await engine.app([after]);
    const done = await fresh.orchestrator.waitForTask(task, { timeout: '20s' });
    expect([done.state, done.results.pack]).toEqual(['complete', { by: 'old' }]);
  });

  it('a running task keeps the graph that it was created with when the code changes under the same version', async () => {
    const before = workflow('ship', { pack: { run: () => ({}) }, label: { dependsOn: 'pack' } });
    const after = workflow('ship', { label: {}, pack: { dependsOn: 'label', run: () => ({}) } });
    const creator = await engine.app([before], { worker: false });
    const task = await creator.orchestrator.createTask(before, { context: {} });
    const fresh = await engine.app([after]);
    const done = await fresh.orchestrator.waitForTask(task, { timeout: '20s' });
    expect(done.steps.map(({ name, parentIds }) => [name, parentIds])).toEqual([
      ['pack', []],
      ['label', [1]],
    ]);
    expect(done.state).toBe('complete');
  });

  it('two live processes with different definitions under one version: the later one warns and names the host', async () => {
    await engine.app([workflow('ship', { pack: {} })]);
    await engine.app([workflow('ship', { pack: {}, label: {} })]);
    expect(engine.logs.with('default.ship@0.1.0 has another definition on').length).toBe(1);
  });
});
