import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { PermanentError } from 'nestjs-tasker';
import { insertTask } from '../../support/rows.js';
import { completed, failed, taskRow } from '../../support/worker.session.js';
import { workflow } from '../../support/workflows.js';

const broken = () => {
  throw new PermanentError('no');
};

describe('invariant 11: a task is complete when all its steps are, and rests when nothing of it can run', () => {
  const engine = useEngine();
  const counters = async (taskId: string) => {
    const { state, incomplete_steps, active_steps } = await taskRow(engine.client, taskId);
    return [state, incomplete_steps, active_steps];
  };

  it('counters follow every move: claim, failure, wait, retry, completion', async () => {
    const taskId = await insertTask(engine.client, [{}, { parents: [1] }, { parents: [1] }]);
    const worker = await engine.worker();
    const [root] = await worker.claim();
    expect(await counters(taskId)).toEqual(['in_progress', 3, 1]);
    await worker.advance([failed(root!, { retryAfter: 0 })]);
    expect(await counters(taskId)).toEqual(['in_progress', 3, 1]);
    const [again] = await worker.claim();
    const { claimed } = await worker.advance([completed(again!)], { capacity: 8 });
    expect(await counters(taskId)).toEqual(['in_progress', 2, 2]);
    await worker.advance([completed(claimed[0]!)]);
    expect(await counters(taskId)).toEqual(['in_progress', 1, 1]);
    await worker.advance([completed(claimed[1]!)]);
    expect(await counters(taskId)).toEqual(['complete', 0, 0]);
  });

  it('a step that failed for good does not end the task while another branch runs; the task rests in error after it', async () => {
    const taskId = await insertTask(engine.client, [{}, {}, { parents: [2] }, { parents: [1, 3] }]);
    const worker = await engine.worker();
    const claims = await worker.claim();
    const { rested, claimed } = await worker.advance([failed(claims[0]!, { permanent: true }), completed(claims[1]!)], { capacity: 8 });
    expect([rested, claimed.map(({ workflow_step_id }) => workflow_step_id)]).toEqual([[], [3]]);
    expect((await worker.advance([completed(claimed[0]!)])).rested).toEqual([[taskId, 'error']]);
    expect(await counters(taskId)).toEqual(['error', 2, 0]);
  });

  it('independent branches drain, however long, before the task is in error', async () => {
    const ran: string[] = [];
    const run = (name: string) => () => void ran.push(name);
    const handler = workflow('branches', {
      broken: { run: broken },
      behind: { dependsOn: 'broken', run: run('behind') },
      a: { run: run('a') },
      b: { dependsOn: 'a', run: run('b') },
      c: { dependsOn: 'b', run: run('c') },
      both: { dependsOn: ['c', 'broken'], run: run('both') },
    });
    const app = await engine.app([handler]);
    const done = await app.run(handler);
    expect(done.state).toBe('error');
    expect(Object.fromEntries(done.steps.map(({ name, state }) => [name, state]))).toEqual({
      broken: 'error',
      behind: 'pending',
      a: 'complete',
      b: 'complete',
      c: 'complete',
      both: 'pending',
    });
    expect(ran).toEqual(['a', 'b', 'c']);
  });

  it('a resolved step counts as done, a cancelled one does not', async () => {
    const worker = await engine.worker();
    const resolved = await insertTask(engine.client, [{}, { state: 'resolved_manually' }]);
    await worker.advance((await worker.claim()).map((claim) => completed(claim)));
    expect(await counters(resolved)).toEqual(['complete', 0, 0]);
    const cancelled = await insertTask(engine.client, [{}, { state: 'cancelled' }]);
    await worker.advance((await worker.claim()).map((claim) => completed(claim)));
    expect(await counters(cancelled)).toEqual(['cancelled', 1, 0]);
  });

  it('two steps that fail for good at the same time let the task rest once', async () => {
    const taskId = await insertTask(engine.client, [{}, {}]);
    const [one, two] = [await engine.worker(), await engine.worker()];
    const [first] = await one.claim(1);
    const [second] = await two.claim(1);
    const rests = await Promise.all([
      one.advance([failed(first!, { permanent: true })]),
      two.advance([failed(second!, { permanent: true })]),
    ]);
    expect(rests.flatMap(({ rested }) => rested)).toEqual([[taskId, 'error']]);
    const moves = await engine.rows("select to_state from tasker.task_transitions where task_id = $1 and to_state = 'error'", [taskId]);
    expect(moves.length).toBe(1);
  });
});
