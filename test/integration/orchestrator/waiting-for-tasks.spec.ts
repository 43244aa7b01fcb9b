import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { Gates } from '../../support/gates.js';
import { single } from '../../support/workflows.js';

describe('waiting for a task', () => {
  const engine = useEngine();

  it('an unknown id is a NotFoundError, text that is no id an InvalidRequestError', async () => {
    const app = await engine.app([single(() => ({}))]);
    const wait = (id: string) => app.orchestrator.waitForTask(id, { timeout: '20s' });
    await expect(wait(crypto.randomUUID())).rejects.toMatchObject({ name: 'NotFoundError' });
    await expect(wait('not an id')).rejects.toMatchObject({ name: 'InvalidRequestError' });
  });

  it('beyond its limit it gives up with a WaitTimeoutError, and the task goes on', async () => {
    const gates = new Gates();
    const handler = single(() => gates.pass('running'));
    const app = await engine.app([handler]);
    const task = await app.orchestrator.createTask(handler, { context: {} });
    await expect(app.orchestrator.waitForTask(task, { timeout: 30 })).rejects.toMatchObject({ name: 'WaitTimeoutError' });
    await expect(app.orchestrator.waitForTask(task, { timeout: 0 })).rejects.toMatchObject({ name: 'WaitTimeoutError' });
    gates.open('running');
    expect((await app.orchestrator.waitForTask(task, { timeout: '20s' })).state).toBe('complete');
  });

  it('a task that rests already is returned at once, also with no time to wait', async () => {
    const handler = single(() => ({}));
    const app = await engine.app([handler]);
    const done = await app.run(handler);
    expect((await app.orchestrator.waitForTask(done.taskId, { timeout: 0 })).state).toBe('complete');
  });

  it('a task that runs in another process is waited for as well', async () => {
    const gates = new Gates();
    const handler = single(() => gates.pass('running'));
    await engine.app([handler]);
    const reader = await engine.app([handler], { worker: false });
    const task = await reader.orchestrator.createTask(handler, { context: {} });
    const waiting = reader.orchestrator.waitForTask(task, { timeout: '20s' });
    gates.open('running');
    expect((await waiting).state).toBe('complete');
  });
});
