import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { Gates } from '../../support/gates.js';
import { insertTask } from '../../support/rows.js';
import { single, workflow } from '../../support/workflows.js';
import { completed, failed, stepRow, taskRow } from '../../support/worker.session.js';

describe('invariant 6: attempts are counted when a step is claimed', () => {
  const engine = useEngine();

  it.each(['claimed from the queue', 'handed over by its parent', 'claimed at its creation'])(
    'a step %s has used an attempt before its handler returns',
    async (way) => {
      const gates = new Gates();
      const place = way === 'handed over by its parent' ? 2 : 1;
      const steps = {
        first: { run: () => (place === 1 ? gates.pass('in') : {}) },
        second: { dependsOn: 'first', run: () => gates.pass('in') },
      };
      const handler = workflow('counted', steps);
      const app = await engine.app([handler]);
      const creator = way === 'claimed from the queue' ? await engine.app([handler], { worker: false }) : app;
      const task = await creator.orchestrator.createTask(handler, { context: {} });
      await gates.reached('in');
      expect(await stepRow(engine.client, task.taskId, place)).toMatchObject({ state: 'in_progress', attempts: 1 });
      gates.open('in');
      await app.orchestrator.waitForTask(task, { timeout: '20s' });
    },
  );

  it('the first attempt is always allowed, and with a retry limit of 1 it is the only one', async () => {
    const taskId = await insertTask(engine.client, [{ retryLimit: 1 }]);
    const worker = await engine.worker();
    const [claim] = await worker.claim();
    expect(claim!.attempt).toBe(1);
    const { settled, rested } = await worker.advance([failed(claim!)]);
    expect([settled, rested]).toEqual([[[taskId, 1, 1, 'error', null]], [[taskId, 'error']]]);
    expect((await stepRow(engine.client, taskId, 1)).error.permanent).toBe(true);
  });

  it('a step that kills its worker every time has used its attempts when it has killed as many as its retry limit', async () => {
    const taskId = await insertTask(engine.client, [{ retryLimit: 2 }, { parents: [1] }]);
    const reaper = await engine.worker();
    for (const attempt of [1, 2]) {
      const victim = await engine.worker();
      expect((await victim.claim()).map((claim) => claim.attempt)).toEqual([attempt]);
      await victim.fallSilent(engine.client);
      await reaper.reap();
    }
    expect(await reaper.claim()).toEqual([]);
    expect((await taskRow(engine.client, taskId)).state).toBe('error');
    expect((await stepRow(engine.client, taskId, 1)).error).toMatchObject({ errorClass: 'WorkerLostError', attempt: 2, permanent: true });
  });

  it('the back-off of a stolen attempt counts from the last sign of life', async () => {
    const taskId = await insertTask(engine.client, [{}]);
    const [silent, reaper] = [await engine.worker(), await engine.worker()];
    await silent.claim();
    await engine.client.query("update tasker.workers set heartbeat_at = clock_timestamp() - interval '16 seconds' where worker_id = $1", [
      silent.id,
    ]);
    // The wait after attempt 1 is 2 seconds: it is over.
    await reaper.reap();
    const [claim] = await reaper.claim();
    expect(claim).toMatchObject({ task_id: taskId, attempt: 2 });
    await reaper.advance([completed(claim!)]);
  });

  it('retryable: false runs once, whatever the retry limit says', async () => {
    let runs = 0;
    const once = single(
      () => {
        runs += 1;
        throw new Error('no luck');
      },
      { retryable: false, retryLimit: 5 },
    );
    const app = await engine.app([once]);
    const done = await app.run(once);
    expect([done.state, done.steps[0]!.attempts, runs]).toEqual(['error', 1, 1]);
  });

  it('the attempt that the drain hands back does not count against the limit', async () => {
    const gates = new Gates();
    const slow = single(({ step }) => (step.attempt === 1 ? gates.pass('never') : { attempt: step.attempt }), { retryLimit: 1 });
    const first = await engine.app([slow], { worker: { drainTimeout: 0 } });
    const task = await first.orchestrator.createTask(slow, { context: {} });
    await gates.reached('never');
    await first.close();
    const second = await engine.app([slow]);
    const done = await second.orchestrator.waitForTask(task, { timeout: '20s' });
    // A call of the drained worker that was under way may have taken the step once more and handed it back again.
    const [step] = done.steps;
    expect([done.state, done.results]).toEqual(['complete', { only: { attempt: step?.attempts } }]);
    expect(step?.attempts).toBeGreaterThan(1);
    expect(step?.retryLimit).toBe(step?.attempts);
  });
});
