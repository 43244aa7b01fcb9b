import { RetryableError, type StepExecution } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { figure } from '../../support/figures.js';
import { completed, WorkerSession } from '../../support/worker.session.js';
import { workflow, type PlannedStep } from '../../support/workflows.js';

const HELD = 50;
const BUSY = 6;
const MORE_THAN_THERE_CAN_BE = 100_000;

describe('a task is cancelled while 50 of its steps run in two applications', () => {
  const engine = useEngine();
  let release: () => void;
  const signals = new Set<AbortSignal>();

  /** 50 steps that run until the test lets them end and do not care for their signal; 6 that fail and are claimed again, on and on. */
  const handler = () => {
    const released = new Promise<void>((resolve) => (release = resolve));
    signals.clear();
    const hold = async ({ signal }: StepExecution) => {
      signals.add(signal);
      await released;
      return { late: true };
    };
    const fail = () => {
      throw new RetryableError('once more', { retryAfter: 0 });
    };
    const steps: Record<string, PlannedStep> = { after_all: { dependsOn: Array.from({ length: HELD }, (_, n) => `hold${n}`) } };
    for (let n = 0; n < HELD; n += 1) steps[`hold${n}`] = { run: hold };
    for (let n = 0; n < BUSY; n += 1) steps[`busy${n}`] = { run: fail, retryLimit: MORE_THAN_THERE_CAN_BE };
    return workflow('crowd', steps);
  };

  const running = async (first: EngineApp, crowd: ReturnType<typeof handler>) => {
    const { taskId } = await first.orchestrator.createTask(crowd, { context: {} });
    await eventually(() => signals.size === HELD, { what: 'the 50 steps run' });
    const attempts = 'select coalesce(sum(attempts), 0)::int as n from tasker.workflow_steps where task_id = $1';
    const claims = async () => (await engine.rows<{ n: number }>(attempts, [taskId]))[0]!.n;
    const before = await claims();
    await eventually(async () => (await claims()) > before + 20, { what: 'others are claimed all the time' });
    const holders = await engine.rows(
      `select claimed_by as worker, array_agg(workflow_step_id) as steps from tasker.workflow_steps s join tasker.named_steps n using (named_step_id)
       where task_id = $1 and n.name like 'hold%' and state = 'in_progress' group by 1`,
      [taskId],
    );
    expect(holders.flatMap(({ steps }) => steps)).toHaveLength(HELD);
    expect(holders).toHaveLength(2);
    return { taskId, holders: holders as { worker: string; steps: number[] }[] };
  };

  it.each(['that created it', 'that did not'])(
    'by the application %s: no claim after the commit, 50 signals, no late result',
    async (which) => {
      const crowd = handler();
      const apps = [
        await engine.app([crowd], { worker: { concurrency: 40, pollInterval: '20ms' } }),
        await engine.app([crowd], { worker: { concurrency: 40, pollInterval: '20ms' } }),
      ] as const;
      const { taskId, holders } = await running(apps[0], crowd);

      const began = performance.now();
      const view = await apps[which === 'that created it' ? 0 : 1].orchestrator.cancelTask(taskId, {
        actor: 'ann',
        reason: 'ordered twice',
      });
      expect(view.state).toBe('cancelled');
      const answered = performance.now() - began;
      await eventually(() => [...signals].every(({ aborted }) => aborted), { what: 'all signals have fired' });
      figure(`cancelled in ${answered.toFixed(0)} ms, 50 signals in two applications after ${(performance.now() - began).toFixed(0)} ms`);

      // The handlers have not ended yet: their claims are what a worker would still report on.
      const sessions = await Promise.all(holders.map(async ({ worker }) => speaking(await engine.session(), worker)));
      const late = await Promise.all(
        holders.map(({ steps }, place) => {
          const claims = steps.map((workflow_step_id) => ({ task_id: taskId, workflow_step_id, attempt: 1 }));
          return sessions[place]!.advance(
            claims.map((claim) => completed(claim, { late: true })),
            { capacity: 100 },
          );
        }),
      );
      expect(late.flatMap(({ settled }) => settled.map(([, , , state]) => state))).toEqual(Array.from({ length: HELD }, () => 'rejected'));
      expect(late.flatMap(({ claimed }) => claimed)).toEqual([]);
      release();
      await Promise.all(apps.map((app) => app.close()));

      await expectNothingAfterwards(taskId);
    },
  );

  async function expectNothingAfterwards(taskId: string): Promise<void> {
    const moment = "(select created_at from tasker.task_transitions where task_id = $1 and to_state = 'cancelled')";
    const claimedLater = `select workflow_step_id from tasker.workflow_steps where task_id = $1 and claimed_at > ${moment}`;
    const endedLater = `select workflow_step_id from tasker.workflow_step_transitions where task_id = $1 and (created_at > ${moment} or started_at > ${moment})`;
    expect(await engine.rows(claimedLater, [taskId]), 'claims after the commit').toEqual([]);
    expect(await engine.rows(endedLater, [taskId]), 'moves after the commit').toEqual([]);
    const steps = await engine.rows(
      `select n.name, s.state, s.results, s.claimed_by, s.ready_at from tasker.workflow_steps s join tasker.named_steps n using (named_step_id) where task_id = $1`,
      [taskId],
    );
    expect(steps).toHaveLength(HELD + BUSY + 1);
    for (const step of steps) expect(step).toMatchObject({ state: 'cancelled', results: null, claimed_by: null, ready_at: null });
    const held = await engine.rows(
      `select h.from_state, h.to_state, h.attempt, h.actor, h.reason, h.started_at is not null and h.worker_id is not null as ended
       from tasker.workflow_step_transitions h join tasker.workflow_steps s using (task_id, workflow_step_id) join tasker.named_steps n using (named_step_id)
       where task_id = $1 and n.name like 'hold%'`,
      [taskId],
    );
    expect(held).toEqual(
      Array.from({ length: HELD }, () => {
        return { from_state: 'in_progress', to_state: 'cancelled', attempt: 1, actor: 'ann', reason: 'ordered twice', ended: true };
      }),
    );
    const [task] = await engine.rows('select state, active_steps, incomplete_steps, finished_at from tasker.tasks where task_id = $1', [
      taskId,
    ]);
    expect(task).toMatchObject({ state: 'cancelled', active_steps: 0, incomplete_steps: HELD + BUSY + 1, finished_at: expect.any(Date) });
  }
});

/** What the worker of an application would send, sent by the test. */
function speaking(client: WorkerSession['client'], id: string): WorkerSession {
  return Object.assign(Object.create(WorkerSession.prototype), { client, id }) as WorkerSession;
}
