import { describe, expect, it, vi } from 'vitest';
import { PermanentError } from 'nestjs-tasker';
import { EngineInstruments } from '../../../libs/tasker/src/events/engine.instruments.js';
import { StalenessJob } from '../../../libs/tasker/src/orchestration/staleness.job.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { expectCatalogued, hear, namesOf, only } from '../../support/heard.events.js';
import { single, workflow } from '../../support/workflows.js';

const by = { actor: 'ann', reason: 'on request' };
const FAILED = ['task.failed', 'workflow.task_failed', 'workflow.no_viable_steps'];
const FINALIZED = ['observability.task.finalize', 'workflow.task_finalization_completed'];
const STEP_COMPLETED = ['step.completed', 'workflow.step_completed'];
const COMPLETED = ['task.completed', 'workflow.task_completed', ...FINALIZED];

describe('what people, the clock and reapers do', () => {
  const engine = useEngine();
  /** Nobody serves the steps of it: they wait. */
  const Waiting = workflow('waiting', { first: { queue: 'elsewhere' }, second: { queue: 'elsewhere', dependsOn: 'first' } });
  const waiting = async (options: Parameters<typeof engine.app>[1] = {}) => {
    const app = await engine.app([Waiting], options);
    const watch = {
      rested: vi.fn(),
      stolen: vi.fn(),
      created: vi.fn(),
      claimed: vi.fn(),
      ended: vi.fn(),
      called: vi.fn(),
      leaseLost: vi.fn(),
    };
    app.module.get(EngineInstruments, { strict: false }).meter = watch;
    const { taskId } = await app.orchestrator.createTask(Waiting, { context: { cardToken: 'tok_4711' } });
    return { app, taskId, heard: hear(app, ['task.*', 'step.*', 'workflow.*', 'observability.*']), watch };
  };

  it.each<[string, (app: EngineApp, taskId: string) => Promise<unknown>, string[]]>([
    ['pause', ({ orchestrator }, id) => orchestrator.pauseTask(id, by), ['task.paused']],
    ['cancel', ({ orchestrator }, id) => orchestrator.cancelTask(id, by), ['step.cancelled', 'step.cancelled', 'task.cancelled']],
    [
      'cancel in bulk',
      ({ orchestrator }, id) => orchestrator.cancelTasks({ name: 'waiting' }, by).then(() => id),
      ['step.cancelled', 'step.cancelled', 'task.cancelled'],
    ],
    ['resolve', ({ orchestrator }, id) => orchestrator.resolveTask(id, by), ['step.cancelled', 'step.cancelled', 'task.resolved_manually']],
    ['resolve a step', ({ orchestrator }, id) => orchestrator.resolveStep(id, 'first', by), ['step.resolved_manually']],
    ['complete a step', ({ orchestrator }, id) => orchestrator.completeStep(id, 1, { ...by, results: { byHand: 1 } }), STEP_COMPLETED],
    [
      'change a limit',
      ({ orchestrator }, id) => orchestrator.changeRetryLimit(id, 1, { ...by, retryLimit: 9 }),
      ['step.retry_limit_changed'],
    ],
    ['cancel a step', ({ orchestrator }, id) => orchestrator.cancelStep(id, 1, by), ['step.cancelled', 'step.cancelled', 'task.cancelled']],
  ])('%s: told once, with who did it and why', async (_, act, names) => {
    const { app, taskId, heard } = await waiting();
    await act(app, taskId);
    // A second time changes nothing, and tells nothing.
    await act(app, taskId).catch(() => undefined);
    const { taskId: next } = await app.orchestrator.createTask(Waiting, { context: {} });
    await eventually(() => namesOf(heard, next).length > 0, { what: 'whatever was told before' });
    const told = heard.filter(({ payload }) => payload.taskId === taskId);
    expect(namesOf(told)).toEqual(names);
    for (const { payload } of told) expect(payload).toMatchObject(by);
    expectCatalogued(app, heard);
  });

  it('a task that a person ends counts as rested, with its age', async () => {
    const { app, taskId, watch } = await waiting();
    await app.orchestrator.cancelTask(taskId, by);
    const [{ seconds }] = (await engine.rows(
      'select extract(epoch from finished_at - requested_at)::float as seconds from tasker.tasks',
    )) as any;
    expect(watch.rested.mock.calls).toEqual([
      [{ namespace: 'default', name: 'waiting', version: '0.1.0' }, 'cancelled', expect.closeTo(seconds, 2)],
    ]);
  });

  it('steps that people complete let a task end', async () => {
    const { app, taskId, heard, watch } = await waiting();
    await app.orchestrator.completeStep(taskId, 1, { ...by, results: { charge: 'tok_4711', byHand: 1 } });
    await app.orchestrator.resolveStep(taskId, 2, by);
    await eventually(() => heard.length === 7);
    expect(namesOf(heard)).toEqual([...STEP_COMPLETED, 'step.resolved_manually', ...COMPLETED]);
    expect(only(heard, 'step.completed')).toMatchObject({
      ...{ ...by, stepResults: { charge: '[FILTERED]', byHand: 1 }, attemptNumber: 0, executionDuration: null, queueTime: null },
    });
    const { summary } = await app.orchestrator.getTask(taskId);
    expect(only(heard, 'task.completed')).toMatchObject({ workflowSummary: summary, totalSteps: 2, completedSteps: 2 });
    expect(watch.rested).toHaveBeenCalledTimes(1);
  });

  it('a task that failed goes on when a person says so: its step is retried once', async () => {
    let broken = true;
    const Handler = single(() => {
      if (broken) throw new PermanentError('broken');
      return {};
    });
    const app = await engine.app([Handler]);
    const { taskId } = await app.run(Handler);
    const heard = hear(app, ['task.*', 'step.*']);
    broken = false;
    await app.orchestrator.retryTask(taskId, by);
    await app.orchestrator.waitForTask(taskId, { timeout: '10s' });
    await eventually(() => namesOf(heard).includes('task.completed'));
    expect(namesOf(heard).filter((name) => name.endsWith('retry_requested'))).toEqual(['step.retry_requested', 'task.retry_requested']);
    expect(only(heard, 'step.retry_requested')).toMatchObject({ ...by, previousAttempts: 1, retryReason: 'on request' });
    expect(only(heard, 'task.retry_requested')).toMatchObject({ ...by, retryReason: 'on request', pendingSteps: 1 });
    expect(only(heard, 'step.execution_requested')).toMatchObject({ attemptNumber: 2 });
  });

  it('a running step that is cancelled ends once', async () => {
    const gates = new Gates();
    const Handler = single(async ({ signal }) => {
      const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve));
      await gates.pass('running');
      await stopped;
    });
    const app = await engine.app([Handler]);
    const heard = hear(app, ['task.*', 'step.*']);
    const { taskId } = await app.orchestrator.createTask(Handler, { context: {} });
    await gates.reached('running');
    await app.orchestrator.cancelStep(taskId, 1, by);
    gates.open('running');
    await eventually(() => namesOf(heard).includes('task.cancelled'));
    const rest = namesOf(heard).slice(namesOf(heard).indexOf('step.before_handle') + 1);
    expect(rest).toEqual(['step.cancelled', 'task.cancelled']);
    expect(only(heard, 'step.cancelled')).toMatchObject({
      ...by,
      attemptNumber: 1,
      executionDuration: expect.any(Number),
      startedAt: expect.any(Date),
    });
  });

  it('a task whose time is over is told with the attempts that it stops', async () => {
    const gates = new Gates();
    const Hasty = workflow('hasty', { only: { run: () => gates.pass('never') } }, { maxExecutionTime: '100ms' });
    const app = await engine.app([Hasty]);
    const heard = hear(app, ['task.*', 'step.*', 'workflow.*', 'observability.*']);
    const task = await app.run(Hasty);
    gates.open('never');
    expect(task.state).toBe('error');
    await eventually(() => namesOf(heard).includes(FINALIZED[1]!));
    const names = namesOf(heard);
    expect(names.slice(names.indexOf('step.before_handle') + 1)).toEqual(['step.failed', 'workflow.step_failed', ...FAILED, ...FINALIZED]);
    const words = { errorMessage: 'the task was not finished within its limit of 0.1 s', errorClass: 'TaskTimeoutError' };
    expect(only(heard, 'step.failed')).toMatchObject({ ...words, finalFailure: true, isRetryable: false, attemptNumber: 1 });
    expect(only(heard, 'task.failed')).toMatchObject({ ...words, reason: 'max_execution_time', errorSteps: ['only'] });
  });

  it('a stale task that is stopped is told as stale and as failed', async () => {
    const { app, heard } = await waiting({ staleness: { waiting: '1h', action: 'fail' } });
    await engine.rows("update tasker.workflow_steps set ready_at = ready_at - interval '2 hours' where ready_at is not null");
    await app.module.get(StalenessJob, { strict: false }).run();
    await eventually(() => heard.length === 6);
    expect(namesOf(heard)).toEqual(['task.stale', ...FAILED, ...FINALIZED]);
    expectCatalogued(app, heard);
    expect(only(heard, 'task.failed')).toMatchObject({ errorMessage: 'stale: waiting', errorClass: null, errorSteps: [], pendingSteps: 2 });
  });

  it('attempts of a lost worker are told by the process that takes them back', async () => {
    const Frail = workflow('frail', { only: { queue: 'elsewhere', retryLimit: 1 } });
    const app = await engine.app([Frail], { worker: { lease: '1s' } });
    const stolen = vi.fn();
    const rested = vi.fn();
    const instruments = app.module.get(EngineInstruments, { strict: false });
    instruments.meter = { stolen, rested, created: vi.fn(), called: vi.fn() } as never;
    instruments.tracer = { isActive: true, creation: () => null, attempt: () => null, rested: vi.fn() };
    const heard = hear(app, ['task.*', 'step.*', 'workflow.*', 'observability.*']);
    const { taskId } = await app.orchestrator.createTask(Frail, { context: {} });
    const dead = await engine.worker();
    expect(await dead.claim()).toHaveLength(1);
    heard.length = 0;
    await dead.fallSilent(engine.client);
    await app.orchestrator.waitForTask(taskId, { timeout: '10s' });
    await eventually(() => namesOf(heard, taskId).includes(FINALIZED[1]!));
    expect(
      namesOf(heard, taskId).filter((name) => !name.endsWith('initialize_requested') && name !== 'observability.task.enqueue'),
    ).toEqual([...['step.failed', 'workflow.step_failed', 'observability.step.max_retries_reached', ...FAILED, ...FINALIZED]]);
    expect(only(heard, 'step.failed')).toMatchObject({
      errorClass: 'WorkerLostError',
      attemptNumber: 1,
      willRetry: false,
      isRetryable: true,
    });
    expect([stolen.mock.calls, rested.mock.calls.length]).toEqual([[[1]], 1]);
    expect(vi.mocked(instruments.tracer.rested).mock.calls).toMatchObject([[{ taskId, state: 'error', failedSteps: 1, totalSteps: 1 }]]);
  });
});
