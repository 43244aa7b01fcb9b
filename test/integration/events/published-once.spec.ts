import { setTimeout as pause } from 'node:timers/promises';
import { PermanentError, RetryableError } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { figure } from '../../support/figures.js';
import { expectCatalogued, hear, namesOf, only } from '../../support/heard.events.js';
import { oneOf, RANDOM_ACTIONS, RANDOM_STEPS, RANDOM_WORKFLOWS, randomScript } from '../../support/random.actions.js';
import { numbersOf, seedOfRun } from '../../support/random.graphs.js';
import { single, workflow } from '../../support/workflows.js';

const TASKS = 40;
const ACTIONS = 40;

/** How often each event of a task is to be published, by its rows: written from the specification, not from the mapping. */
const TOLD = `
  select task_id::text || ' ' || name as event, count(*)::integer as count from (
    select t.task_id, e.name from tasker.tasks t
    cross join lateral (values ('task.initialize_requested'), ('observability.task.enqueue')) e (name)
    union all
    select s.task_id, 'step.initialize_requested' from tasker.workflow_steps s
    union all
    select t.task_id, e.name from tasker.task_transitions t cross join lateral (values
      ('task.before_transition', t.to_state = 'in_progress'),
      ('task.start_requested', t.to_state = 'in_progress'),
      ('workflow.task_started', t.to_state = 'in_progress'),
      ('observability.task.handle', t.to_state = 'in_progress'),
      ('task.completed', t.to_state = 'complete'),
      ('workflow.task_completed', t.to_state = 'complete'),
      ('task.failed', t.to_state = 'error'),
      ('workflow.task_failed', t.to_state = 'error'),
      ('workflow.no_viable_steps', t.to_state = 'error'),
      ('observability.task.finalize', t.to_state in ('complete', 'error')),
      ('workflow.task_finalization_completed', t.to_state in ('complete', 'error')),
      ('task.cancelled', t.to_state = 'cancelled'),
      ('task.resolved_manually', t.to_state = 'resolved_manually'),
      ('task.retry_requested', t.from_state = 'error' and t.to_state = 'pending')) e (name, told)
    where e.told and t.from_state <> t.to_state
    union all
    select t.task_id, case t.metadata ->> 'action' when 'pause' then 'task.paused' else 'task.resumed' end
    from tasker.task_transitions t where t.from_state = t.to_state
    union all
    select t.task_id, e.name from (
      select s.*, lag(s.to_state) over (partition by s.task_id, s.workflow_step_id order by s.workflow_step_transition_id) as was
      from tasker.workflow_step_transitions s) t
    cross join lateral (values
      ('step.before_transition', t.started_at is not null),
      ('step.execution_requested', t.started_at is not null),
      ('step.before_handle', t.started_at is not null),
      ('step.retry_requested', t.from_state = 'error' and t.to_state = 'pending' or t.started_at is not null and t.was = 'error'),
      ('step.completed', t.to_state = 'complete'),
      ('workflow.step_completed', t.to_state = 'complete'),
      ('step.failed', t.to_state = 'error' and t.from_state <> 'error'),
      ('workflow.step_failed', t.to_state = 'error' and t.from_state <> 'error'),
      ('observability.step.backoff', t.to_state = 'error' and t.from_state <> 'error' and not (t.error @> '{"permanent": true}')),
      ('observability.step.max_retries_reached', t.to_state = 'error' and t.from_state <> 'error' and t.error @> '{"exhausted": true}'),
      ('observability.step.skip', t.from_state = 'in_progress' and t.to_state = 'pending'),
      ('step.cancelled', t.to_state = 'cancelled'),
      ('step.resolved_manually', t.to_state = 'resolved_manually'),
      ('step.retry_limit_changed', t.metadata ->> 'action' = 'change_retry_limit')) e (name, told)
    where e.told) h
  group by 1 order by 1`;

/** Events of calls, not of transitions. */
const OF_CALLS = ['workflow.viable_steps_discovered', 'workflow.steps_execution_started', 'workflow.steps_execution_completed'];

describe('events of an application', () => {
  const engine = useEngine();

  it('each transition of random tasks, with failures, actions of persons and lost workers, is told once by each of its names', async () => {
    const seed = seedOfRun();
    figure(`seed ${seed}: repeat with TASKER_TEST_SEED=${seed}`);
    const app = await engine.app([...RANDOM_WORKFLOWS], { worker: { concurrency: 8, lease: '1s' } });
    const heard = hear(app, ['task.*', 'step.*', 'workflow.*', 'observability.*']);
    const ids: string[] = [];
    const [creating, acting, mourning] = [numbersOf(seed), numbersOf(seed + 1), numbersOf(seed + 2)];
    await Promise.all([create(app, ids, creating), act(app, ids, acting), mourn(mourning)]);
    for (const id of ids) await app.orchestrator.resumeTask(id).catch(() => undefined);
    const unfinished = `select from tasker.tasks where state in ('pending', 'in_progress')`;
    await eventually(async () => (await engine.rows(unfinished)).length === 0, { what: 'every task rests', within: 30_000 });

    const told = Object.fromEntries((await engine.rows(TOLD)).map(({ event, count }) => [event, count]));
    const published = () => {
      const counts: Record<string, number> = {};
      for (const { name, payload } of heard) {
        if (OF_CALLS.includes(name) || name === 'step.claim_lost') continue;
        const event = `${payload.taskId} ${name}`;
        counts[event] = (counts[event] ?? 0) + 1;
      }
      return counts;
    };
    const total = (counts: Record<string, number>) => Object.values(counts).reduce((sum, count) => sum + count, 0);
    await eventually(() => total(published()) >= total(told), { what: 'the last event' });
    expect(published()).toEqual(told);
    expectCatalogued(app, heard);
    const lost = heard.filter(({ name, payload }) => name === 'step.failed' && payload.errorClass === 'WorkerLostError');
    figure(`${total(told)} events of ${ids.length} tasks, ${lost.length} attempts lost`);
  });

  const create = async ({ orchestrator }: EngineApp, ids: string[], next: () => number) => {
    for (let made = 0; made < TASKS; made += 1) {
      ids.push((await orchestrator.createTask(oneOf(RANDOM_WORKFLOWS, next), { context: randomScript(next) })).taskId);
      await pause(next() * 20);
    }
  };
  const act = async ({ orchestrator }: EngineApp, ids: readonly string[], next: () => number) => {
    for (let done = 0; done < ACTIONS; done += 1) {
      await pause(next() * 25);
      if (ids.length === 0) continue;
      const action = oneOf(Object.values(RANDOM_ACTIONS), next);
      await action(orchestrator, oneOf(ids.slice(-12), next), oneOf(RANDOM_STEPS, next)).catch((error: Error) =>
        expect(error.name).toBe('StateTransitionError'),
      );
    }
  };
  const mourn = async (next: () => number) => {
    for (let times = 0; times < 2; times += 1) {
      await pause(next() * 400);
      await engine.rows(
        `update tasker.workers set lost_at = clock_timestamp(), heartbeat_at = heartbeat_at - interval '1 hour' where lost_at is null`,
      );
    }
  };

  it('come in the order of what happened, with what the rows say', async () => {
    const Order = workflow('order', {
      reserve: { run: () => ({ reserved: 2 }) },
      charge: {
        dependsOn: 'reserve',
        backoff: { type: 'fixed', waits: ['10ms'] },
        run: ({ step }) => {
          if (step.attempt < 2) throw new RetryableError('gateway away', { context: { Bank: 'north' } });
          return { charged: true };
        },
      },
    });
    const app = await engine.app([Order]);
    const heard = hear(app);
    const task = await app.orchestrator.createTask(Order, { context: { orderId: 7 }, initiator: 'shop', reason: 'test', tags: ['vip'] });
    await app.orchestrator.waitForTask(task, { timeout: '10s' });
    await eventually(() => namesOf(heard).includes('workflow.task_finalization_completed'));
    const claimed = ['workflow.viable_steps_discovered', 'workflow.steps_execution_started'];
    const begun = ['step.before_transition', 'step.execution_requested', 'step.before_handle'];
    expect(namesOf(heard)).toEqual([
      ...['task.initialize_requested', 'observability.task.enqueue', 'step.initialize_requested', 'step.initialize_requested'],
      ...['task.before_transition', 'task.start_requested', 'workflow.task_started', 'observability.task.handle'],
      ...[...claimed, ...begun, 'step.completed', 'workflow.step_completed', 'workflow.steps_execution_completed'],
      ...[...claimed, ...begun, 'step.failed', 'workflow.step_failed', 'observability.step.backoff', 'workflow.steps_execution_completed'],
      ...[...claimed, 'step.retry_requested', ...begun, 'step.completed', 'workflow.step_completed', 'workflow.steps_execution_completed'],
      ...['task.completed', 'workflow.task_completed', 'observability.task.finalize', 'workflow.task_finalization_completed'],
    ]);
    const { correlationId } = task;
    for (const { payload } of heard) expect(payload).toMatchObject({ taskId: task.taskId, taskName: 'order', correlationId });
    const rows = await engine.rows(
      `select extract(epoch from created_at - started_at)::float as seconds, created_at from tasker.workflow_step_transitions order by 2`,
    );
    expect(only(heard, 'step.failed')).toMatchObject({
      ...{ stepName: 'charge', attemptNumber: 1, errorMessage: 'gateway away', errorClass: 'RetryableError', errorCode: null },
      ...{ errorContext: { Bank: 'north' }, isRetryable: true, finalFailure: false, willRetry: true, retryDelay: 0.01 },
      ...{ queueTime: 0, timestamp: rows[1]!.created_at },
    });
    expect(only(heard, 'step.failed').executionDuration).toBeCloseTo(rows[1]!.seconds, 2);
    expect(only(heard, 'step.failed').backtrace[0]).toMatch(/^at /);
    expect(only(heard, 'observability.step.backoff')).toMatchObject({ backoffSeconds: 0.01, backoffType: 'exponential' });
    expect(only(heard, 'step.retry_requested')).toMatchObject({ previousAttempts: 1, retryReason: 'backoff', attemptNumber: 2 });
    expect(heard.filter(({ name }) => name === 'step.completed').map(({ payload }) => payload)).toMatchObject([
      { stepName: 'reserve', stepResults: { reserved: 2 }, attemptNumber: 1 },
      { stepName: 'charge', stepResults: { charged: true }, attemptNumber: 2 },
    ]);
    expect(only(heard, 'task.start_requested')).toMatchObject({ taskContext: { orderId: 7 }, totalSteps: 2, startedAt: expect.any(Date) });
    expect(only(heard, 'task.initialize_requested')).toMatchObject({
      initiator: 'shop',
      requestReason: 'test',
      tags: ['vip'],
      pendingSteps: 1,
    });
    const [{ seconds }] = (await engine.rows(
      `select extract(epoch from finished_at - requested_at)::float as seconds from tasker.tasks`,
    )) as any;
    const { summary: workflowSummary } = await app.orchestrator.getTask(task.taskId);
    expect(only(heard, 'task.completed')).toMatchObject({ workflowSummary, completionPercentage: 100, completedSteps: 2, pendingSteps: 0 });
    expect(only(heard, 'task.completed').totalExecutionDuration).toBeCloseTo(seconds, 2);
    expect(heard.filter(({ name }) => name === 'workflow.steps_execution_completed').map(({ payload }) => payload)).toMatchObject([
      { processedCount: 1, successfulCount: 1, processingMode: 'concurrent' },
      { processedCount: 1, successfulCount: 0 },
      { processedCount: 1, successfulCount: 1 },
    ]);
  });

  it('say that attempts are used up, and why a task failed', async () => {
    const Handler = workflow('order', {
      flaky: { retryLimit: 1, run: () => Promise.reject(new Error('again and again')) },
      never: { run: () => Promise.reject(new PermanentError('declined')) },
    });
    const app = await engine.app([Handler]);
    const heard = hear(app);
    const task = await app.run(Handler);
    await eventually(() => namesOf(heard).includes('workflow.task_finalization_completed'));
    expect(only(heard, 'observability.step.max_retries_reached')).toMatchObject({ stepName: 'flaky', errorMessage: 'again and again' });
    expect(only(heard, 'task.failed')).toMatchObject({
      ...{ errorMessage: 'again and again', errorSteps: ['flaky', 'never'], failedStepsCount: 2, failedSteps: 2 },
      ...{ workflowSummary: task.summary, healthStatus: 'blocked' },
      errorStepResults: [{ stepName: 'flaky' }, { stepName: 'never', errorMessage: 'declined', errorClass: 'PermanentError' }],
    });
    expect(only(heard, 'workflow.no_viable_steps')).toMatchObject({ totalStepsChecked: 2, reason: 'failed_steps' });
  });

  it('reach a listener when the row says so to everybody', async () => {
    const Handler = single(() => ({ done: true }));
    const app = await engine.app([Handler]);
    const seen: unknown[] = [];
    const observer = await engine.session();
    const STATES: Record<string, string> = { 'step.completed': 'complete', 'task.completed': 'complete' };
    const { EventBus } = await import('nestjs-tasker');
    app.module
      .get(EventBus, { strict: false })
      .subscribe(['task.initialize_requested', ...Object.keys(STATES)], async ({ name, payload }) => {
        const { taskId } = payload as { taskId: string };
        const { rows } = await observer.query(
          `select t.state as task, s.state as step from tasker.tasks t join tasker.workflow_steps s using (task_id) where t.task_id = $1`,
          [taskId],
        );
        seen.push([name, rows.length, name === 'task.initialize_requested' || rows[0][name.split('.')[0]!] === STATES[name]]);
      });
    await app.run(Handler);
    await eventually(() => seen.length === 3);
    expect(seen).toEqual([
      ['task.initialize_requested', 1, true],
      ['step.completed', 1, true],
      ['task.completed', 1, true],
    ]);
  });
});
