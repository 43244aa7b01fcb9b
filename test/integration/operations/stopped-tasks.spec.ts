import { EventBus, type StepExecution, type TaskerEvent } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { UNLEASED } from '../../../libs/tasker/src/orchestration/recurring.job.js';
import { StalenessJob } from '../../../libs/tasker/src/orchestration/staleness.job.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { workflow } from '../../support/workflows.js';

const WAYS = ['concurrent', 'serial', 'paused'] as const;

describe('a task that is stopped with a finished, a running, a ready and a blocked step', () => {
  const engine = useEngine();

  /** What makes the engine stop the task, and the reason that it gives. */
  const STOPS: Readonly<Record<string, { reason: string; options: object; stop: (app: EngineApp) => Promise<unknown> }>> = {
    'by its time limit': {
      reason: 'max_execution_time',
      options: { maxExecutionTime: '1h' },
      stop: () => engine.rows("update tasker.task_deadlines set deadline_at = clock_timestamp() - interval '1 second'"),
    },
    'as stale': {
      reason: 'stale: waiting',
      options: { staleness: { waiting: '1h', action: 'fail' } },
      stop: async (app) => {
        // Of a serial task with a running step, and of a paused one, nothing is due.
        await engine.rows("update tasker.workflow_steps set ready_at = ready_at - interval '2 hours' where ready_at < 'infinity'");
        await app.module.get(StalenessJob, { strict: false }).run(UNLEASED);
      },
    },
  };
  const cases = Object.keys(STOPS).flatMap((how) => WAYS.map((way) => [how, way] as const));

  it.each(cases.filter(([how, way]) => how === 'by its time limit' || way === 'concurrent'))(
    '%s (%s) rests in error, and runs every step once a person retries it',
    async (how, way) => {
      const { reason, options, stop } = STOPS[how]!;
      const gates = new Gates();
      const Handler = workflow(
        'stopped',
        {
          finished: { priority: 2 },
          running: {
            priority: 1,
            run: async ({ step: { attempt }, signal }: StepExecution) => {
              if (attempt > 1) return { attempt };
              signal.addEventListener('abort', () => gates.open('running'));
              await gates.pass('running');
              return { late: true };
            },
          },
          ready: { queue: 'later' },
          blocked: { dependsOn: ['running', 'ready'] },
        },
        { ...options, concurrent: way !== 'serial' },
      );
      const app = await engine.app([Handler], { worker: { queues: ['default'] } });
      const { orchestrator } = app;
      const { taskId } = await orchestrator.createTask(Handler, { context: {} });
      await gates.reached('running');
      const states = async () => Object.fromEntries((await orchestrator.getTask(taskId)).steps.map(({ name, state }) => [name, state]));
      await eventually(async () => (await states())['finished'] === 'complete', { what: 'the first step is complete' });
      if (way === 'paused') await orchestrator.pauseTask(taskId, { actor: 'ann' });
      await stop(app);
      const over = await orchestrator.waitForTask(taskId, { timeout: '20s' });
      expect([over.state, await states()]).toEqual([
        'error',
        { finished: 'complete', running: 'error', ready: 'pending', blocked: 'pending' },
      ]);
      expect(await orchestrator.deadLetters()).toMatchObject({ entries: [{ kind: 'time_limit', task: { taskId } }] });
      const { steps, unblock } = await orchestrator.explain(taskId);
      expect(steps).toMatchObject([
        { name: 'running', reason: 'failed' },
        { name: 'ready', reason: 'held', detail: { reason } },
        { name: 'blocked', reason: 'blocked_by_failure' },
      ]);
      expect(unblock?.[0]).toBe('retry_task');

      const other = await engine.app([Handler], { worker: { queues: ['default', 'later'] } });
      const retried = await orchestrator.retryTask(taskId, { actor: 'ann', reason: 'more time' });
      expect([retried.state === 'error', retried.pausedAt !== null]).toEqual([false, way === 'paused']);
      if (way === 'paused') await orchestrator.resumeTask(taskId, { actor: 'ann' });
      const done = await other.orchestrator.waitForTask(taskId, { timeout: '20s' });
      expect(done).toMatchObject({ state: 'complete', pausedAt: null, finishedAt: expect.any(Date) });
      expect(done.steps.map(({ name, state, attempts }) => [name, state, attempts])).toEqual([
        ['finished', 'complete', 1],
        ['running', 'complete', 2],
        ['ready', 'complete', 1],
        ['blocked', 'complete', 1],
      ]);
      expect(done.steps[1]!.results).toEqual({ attempt: 2 });
      expect(await orchestrator.deadLetterCount()).toBe(0);
    },
  );

  it('without a failed step it can be retried in bulk, and is told about as every stop is', async () => {
    const Handler = workflow('stopped', { only: { queue: 'later' } }, { staleness: { waiting: '1h', action: 'fail' } });
    const app = await engine.app([Handler], { worker: { queues: ['default'] } });
    const events: TaskerEvent[] = [];
    app.module.get(EventBus, { strict: false }).subscribe('task.stale', (event) => events.push(event));
    for (let count = 0; count < 3; count++) await app.orchestrator.createTask(Handler, { context: {} });
    await STOPS['as stale']!.stop(app);
    await eventually(() => events.length === 3, { what: 'the events' });
    expect(events.map(({ payload }) => payload)).toMatchObject([1, 2, 3].map(() => ({ action: 'failed', state: 'error' })));
    const selection = { name: 'stopped', state: 'error' } as const;
    expect(await app.orchestrator.retryTasks(selection, { actor: 'ann', reason: 'served now' })).toMatchObject({ matched: 3, changed: 3 });
    expect(await app.orchestrator.countTasks({ ...selection, state: 'pending' })).toBe(3);
  });
});
