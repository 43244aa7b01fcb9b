import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { diamond, DIAMOND_ROWS } from '../../support/workflows.js';
import { completed, stepRow, taskRow, type Claim, type WorkerSession } from '../../support/worker.session.js';
import { insertTask } from '../../support/rows.js';

/** A worker that dies after so many calls; returns how many attempts it leaves unfinished. */
async function workUntil(worker: WorkerSession, calls: number): Promise<number> {
  let held: Claim[] = [];
  if (calls > 0) held = await worker.claim(8);
  for (let call = 1; call < calls; call += 1) {
    const [first, ...rest] = held;
    held = [...rest, ...(await worker.advance(first === undefined ? [] : [completed(first)], { capacity: 8 })).claimed];
  }
  return held.length;
}

describe('invariant 1: rows are the queue', () => {
  const engine = useEngine();

  it.each([0, 1, 2, 3, 4, 5])('a worker that dies after call %i leaves rows from which another one finishes the task', async (calls) => {
    const taskId = await insertTask(engine.client, DIAMOND_ROWS, { definition: 'diamond' });
    const dead = await engine.worker();
    const unfinished = await workUntil(dead, calls);
    await dead.fallSilent(engine.client);
    const app = await engine.app([diamond()]);
    const done = await app.orchestrator.waitForTask(taskId, { timeout: '20s' });
    expect(done.state).toBe('complete');
    expect(done.steps.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(4 + unfinished);
  });

  it('a call that is cut before its commit leaves the rows as they were', async () => {
    const taskId = await insertTask(engine.client, DIAMOND_ROWS, { definition: 'diamond' });
    const worker = await engine.worker();
    const [top] = await worker.claim();
    const before = [await taskRow(engine.client, taskId), await stepRow(engine.client, taskId, 1), await stepRow(engine.client, taskId, 2)];
    await worker.client.query('begin');
    await worker.advance([completed(top!)], { capacity: 8 });
    await worker.client.query('rollback');
    const after = [await taskRow(engine.client, taskId), await stepRow(engine.client, taskId, 1), await stepRow(engine.client, taskId, 2)];
    expect(after).toEqual(before);
  });

  it('a call whose answer is lost has claimed steps that the rows give back to their worker', async () => {
    await insertTask(engine.client, DIAMOND_ROWS, { definition: 'diamond' });
    const worker = await engine.worker();
    const claimed = await worker.claim();
    const other = await engine.session();
    const { rows } = await other.query('select * from tasker.recover_claims($1)', [worker.id]);
    // How long they had waited is not in their rows.
    expect(rows).toEqual(claimed.map((step) => ({ ...step, origin: null })));
  });

  it('work that no notification announced is found by looking', async () => {
    const app = await engine.app([diamond()], { worker: { pollInterval: '50ms' } });
    const taskId = await insertTask(engine.client, DIAMOND_ROWS, { definition: 'diamond' });
    expect((await app.orchestrator.waitForTask(taskId, { timeout: '20s' })).state).toBe('complete');
  });
});
