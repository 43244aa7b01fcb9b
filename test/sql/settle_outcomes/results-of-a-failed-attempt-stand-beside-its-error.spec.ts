import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask, type Blueprint } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { completed, failed, stepRow, type WorkerSession } from '../../support/worker.session.js';

describe('settle_outcomes with results of a failed attempt', () => {
  const engine = useEngine();
  let plan: Blueprint;
  let worker: WorkerSession;
  let taskId: string;
  beforeEach(async () => {
    plan = await blueprint(engine.client);
    worker = await engine.worker();
    taskId = await createTask(engine.client, plan, [{}, { parents: [1] }]);
  });
  const row = () => stepRow(engine.client, taskId, 1);
  const next = async () => (await worker.claim())[0]!;

  it('stores them with the error, and the next attempt is given them', async () => {
    await worker.advance([failed(await next(), { retryAfter: 0, results: { half: 1 } })]);
    expect(await row()).toMatchObject({ state: 'error', results: { half: 1 }, error: { message: 'failed', permanent: false } });
    expect(await next()).toMatchObject({ attempt: 2, results: { half: 1 } });
  });

  it('an attempt that fails without any keeps those of the one before', async () => {
    await worker.advance([failed(await next(), { retryAfter: 0, results: { half: 1 } })]);
    await worker.advance([failed(await next(), { permanent: true })]);
    expect(await row()).toMatchObject({ state: 'error', results: { half: 1 }, error: { permanent: true } });
  });

  it('a later success replaces them as a whole, and is what the child gets', async () => {
    await worker.advance([failed(await next(), { retryAfter: 0, results: { half: 1, left: 'over' } })]);
    const { claimed } = await worker.advance([completed(await next(), { whole: 2 })], { capacity: 5 });
    expect(await row()).toMatchObject({ state: 'complete', results: { whole: 2 }, error: null });
    expect(claimed).toMatchObject([{ workflow_step_id: 2, parents: { [`s${plan.steps[0]![0]}`]: { whole: 2 } } }]);
  });

  it('a success without a result leaves none of them', async () => {
    await worker.advance([failed(await next(), { retryAfter: 0, results: { half: 1 } })]);
    const { r: _, ...nothing } = completed(await next());
    await worker.advance([nothing]);
    expect(await row()).toMatchObject({ state: 'complete', results: null });
  });

  it('a step that is handed back keeps them', async () => {
    await worker.advance([failed(await next(), { retryAfter: 0, results: { half: 1 } })]);
    const { task_id, workflow_step_id, attempt } = await next();
    await worker.advance([{ t: task_id, s: workflow_step_id, a: attempt, k: 'returned', w: 0 }]);
    expect((await row()).results).toEqual({ half: 1 });
  });

  it('results of a claim that is gone are refused', async () => {
    const claim = await next();
    await worker.advance([failed(claim, { retryAfter: 0 })]);
    await worker.advance([failed(claim, { results: { late: true } })]);
    expect((await row()).results).toBeNull();
  });
});
