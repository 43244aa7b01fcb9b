import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { figure } from '../../support/figures.js';
import { classOf, useProcesses } from '../../support/processes.js';
import type { ProcessWorkflow } from '../../support/worker.process.js';

const LEASE_MS = 2_000;
const TASKS = 200;
const journey: ProcessWorkflow = {
  name: 'journey',
  steps: [
    { name: 'depart' },
    { name: 'travel', dependsOn: 'depart', does: { gateFirst: 'arrive' } },
    { name: 'unpack', dependsOn: 'travel', does: { sumOfParents: ['travel'] } },
  ],
};

describe('kill -9', () => {
  const engine = useEngine();
  const processes = useProcesses();
  const states = () =>
    engine.rows<{ state: string; n: number }>('select state, count(*)::int as n from tasker.tasks group by state order by state');

  it(`of one of two workers in the middle of ${TASKS} running tasks: all complete, nothing counts twice, stolen steps restart in time`, async () => {
    const plan = {
      url: engine.url,
      workflows: [journey],
      options: { worker: { concurrency: TASKS / 2, lease: LEASE_MS }, execution: { minConcurrentSteps: TASKS / 2 } },
    };
    const [victim, survivor] = [await processes.start(plan), await processes.start(plan)];
    const creator = await engine.app([classOf(journey)], { worker: false });
    await creator.orchestrator.createTasks(Array.from({ length: TASKS }, () => ({ name: 'journey', context: {} })));
    const running = `select s.workflow_step_id, s.task_id, w.pid from tasker.workflow_steps s
      join tasker.workers w on w.worker_id = s.claimed_by where s.workflow_step_id = 2`;
    await eventually(async () => (await engine.rows(running)).length === TASKS, { what: 'every task travels' });
    const held = new Set((await engine.rows(`${running} and w.pid = $1`, [victim.pid])).map(({ task_id }) => task_id as string));
    const results =
      'select task_id, workflow_step_id, results, processed_at from tasker.workflow_steps where workflow_step_id = 1 order by task_id';
    const before = await engine.rows(results);

    const [{ now: killedAt }] = (await engine.rows('select clock_timestamp() as now')) as [{ now: Date }];
    await victim.end('SIGKILL');
    survivor.send({ open: 'arrive' });
    await eventually(async () => (await states()).every(({ state }) => state === 'complete'), {
      what: 'all tasks complete',
      within: 40_000,
    });

    expect(await states()).toEqual([{ state: 'complete', n: TASKS }]);
    expect(await engine.rows(results)).toEqual(before);
    const attempts = await engine.rows('select task_id, attempts from tasker.workflow_steps where workflow_step_id = 2');
    expect(held.size).toBe(TASKS / 2);
    for (const { task_id, attempts: used } of attempts) expect(used).toBe(held.has(task_id as string) ? 2 : 1);
    const [{ seconds }] = (await engine.rows(
      `select max(extract(epoch from claimed_at - $1::timestamptz))::float8 as seconds from tasker.workflow_steps where attempts = 2`,
      [killedAt],
    )) as [{ seconds: number }];
    figure(`the last of ${held.size} stolen steps restarted ${seconds.toFixed(2)} s after the kill; the lease is ${LEASE_MS / 1000} s`);
    // Two seconds on a machine that is not busy. The lease decides: with the default one it would be ten.
    expect(seconds).toBeLessThan(8);
  });

  it('by its own step: every attempt is used up, then the step is in error and the rest of the task drains', async () => {
    const deadly: ProcessWorkflow = { name: 'deadly', steps: [{ name: 'bomb', retryLimit: 2, does: { exit: true } }, { name: 'peace' }] };
    const plan = {
      url: engine.url,
      workflows: [deadly],
      options: { worker: { lease: '1s' as const, pollInterval: '100ms' as const }, backoff: { defaultBackoffSeconds: [0] } },
    };
    const creator = await engine.app([classOf(deadly)], { worker: false });
    const task = await creator.orchestrator.createTask({ name: 'deadly', context: {} });
    for (const attempt of [1, 2]) {
      const process = processes.spawn(plan);
      expect((await process.said('started')).map((message) => message.attempt)).toContain(attempt);
      await eventually(() => process.child.signalCode === 'SIGKILL', { what: `the process of attempt ${attempt} dies` });
    }
    const last = await processes.start(plan);
    const done = await creator.orchestrator.waitForTask(task, { timeout: '20s' });
    expect(done.state).toBe('error');
    expect(done.steps[0]).toMatchObject({ state: 'error', attempts: 2, error: { errorClass: 'WorkerLostError', permanent: true } });
    expect(done.steps[1]!.state).toBe('complete');
    expect(last.messages.filter(({ kind, stepId }) => kind === 'started' && stepId === 1)).toEqual([]);
  });
});
