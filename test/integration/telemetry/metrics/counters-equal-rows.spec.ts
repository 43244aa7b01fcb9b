import { EventBus, PermanentError, RetryableError, TaskerMetrics, type StepExecution } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine, type EngineApp } from '../../../support/engine.js';
import { eventually } from '../../../support/eventually.js';
import { figure } from '../../../support/figures.js';
import { Gates } from '../../../support/gates.js';
import { samplesOf, sumOf, type Sample } from '../../../support/metrics.js';
import { numbersOf, seedOfRun } from '../../../support/random.graphs.js';
import { diamond } from '../../../support/workflows.js';

const TASKS = 60;
const ENDS = ['completed', 'retrying', 'failed', 'returned', 'lost'] as const;

/** Fails some attempts for a while and some for good, the same ones in every process. */
function flaky(seed: number): (execution: StepExecution) => unknown {
  return ({ task, step }) => {
    const next = numbersOf(seed + Number(task.context.n) * 100 + step.stepId * 10 + step.attempt);
    const fate = next();
    if (fate < 0.06) throw new PermanentError('planned failure');
    if (fate < 0.25) throw new RetryableError('planned failure', { retryAfter: 0 });
    return {};
  };
}

describe('counters of several processes, added up', () => {
  const engine = useEngine();
  const samples = async (apps: readonly EngineApp[]): Promise<Sample[]> => {
    const pages = await Promise.all(apps.map(async ({ module }) => (await module.get(TaskerMetrics, { strict: false }).page())!.body));
    return pages.flatMap(samplesOf);
  };
  const rest = (count = TASKS) =>
    eventually(
      async () => (await engine.rows('select from tasker.tasks where finished_at is not null')).length === count && (await told(count)),
      { what: 'every task rests' },
    );
  let apps: EngineApp[] = [];
  /** The call that a task rested with has been answered in the process that made it. */
  const told = async (count: number) => sumOf(await samples(apps), 'tasker_task_executions_total') === count;
  const create = (app: EngineApp, count = TASKS) =>
    app.orchestrator.createTasks(Array.from({ length: count }, (_, n) => ({ name: 'diamond', context: { n } })));
  const inRows = async () => {
    const tasks = await engine.rows('select state, count(*)::integer as n from tasker.tasks group by 1');
    const [steps] = await engine.rows(
      `select sum(attempts)::integer as attempts, count(*) filter (where state = 'complete')::integer as complete,
         count(*) filter (where state = 'error')::integer as failed from tasker.workflow_steps`,
    );
    const [failures] = await engine.rows(
      "select count(*)::integer as n from tasker.workflow_step_transitions where to_state = 'error' and from_state = 'in_progress'",
    );
    return { tasks: Object.fromEntries(tasks.map(({ state, n }) => [state, n])), steps: steps!, failures: failures!.n as number };
  };

  it('equal the rows after random failures and retries, while a subscriber throws and another one never answers', async () => {
    const seed = seedOfRun();
    figure(`seed ${seed}: repeat with TASKER_TEST_SEED=${seed}`);
    const handlers = [diamond(flaky(seed))];
    apps = [await engine.app(handlers), await engine.app(handlers), await engine.app(handlers, { worker: false })];
    for (const { module } of apps.slice(0, 2)) {
      const bus = module.get(EventBus, { strict: false });
      bus.subscribe('*', () => {
        throw new Error('always');
      });
      bus.subscribe('*', () => new Promise(() => undefined));
    }
    await create(apps[2]!);
    await rest();
    const rows = await inRows();
    const counted = await samples(apps);
    const executions = (outcome: string) => sumOf(counted, 'tasker_step_executions_total', { outcome }) ?? 0;
    expect(sumOf(counted, 'tasker_tasks_created_total')).toBe(TASKS);
    for (const state of ['complete', 'error']) {
      expect(sumOf(counted, 'tasker_task_executions_total', { outcome: state }) ?? 0, state).toBe(rows.tasks[state] ?? 0);
    }
    expect(sumOf(counted, 'tasker_task_duration_seconds_count')).toBe(TASKS);
    expect(sumOf(counted, 'tasker_step_attempts_total')).toBe(rows.steps.attempts);
    expect(Object.fromEntries(ENDS.map((end) => [end, executions(end)]))).toEqual({
      completed: rows.steps.complete,
      retrying: rows.failures - rows.steps.failed,
      failed: rows.steps.failed,
      returned: 0,
      lost: 0,
    });
    expect(sumOf(counted, 'tasker_step_duration_seconds_count')).toBe(rows.steps.complete + rows.failures);
    expect(sumOf(counted, 'tasker_step_wait_seconds_count')).toBeLessThanOrEqual(rows.steps.attempts as number);
    expect(sumOf(counted, 'tasker_claim_outcomes_sum')).toBe(rows.steps.attempts);
    expect(rows.failures, 'the run has failures').toBeGreaterThan(0);
  });

  it('say of a worker that lost its lease what was taken back, and count nothing twice', async () => {
    const gates = new Gates();
    const slow = diamond(({ step }) => (step.attempt === 1 && step.name === 'left' ? gates.pass('left') : undefined));
    const victim = await engine.app([slow], { worker: { concurrency: 5, lease: '1s' } });
    apps = [victim];
    await create(victim, 5);
    const left =
      "select from tasker.workflow_steps s join tasker.named_steps using (named_step_id) where name = 'left' and s.state = 'in_progress'";
    await eventually(async () => (await engine.rows(left)).length === 5, { what: 'all tasks wait at the gate' });
    await engine.rows('update tasker.workers set lost_at = now()');
    apps = [victim, await engine.app([diamond()], { worker: { concurrency: 20, lease: '1s' } })];
    await rest(5);
    const rows = await inRows();
    await eventually(async () => sumOf(await samples([victim]), 'tasker_lease_losses_total') === 1, { what: 'the victim notices' });
    gates.open('left');
    const counted = await samples(apps);
    const takenBack = sumOf(counted, 'tasker_attempts_taken_back_total')!;
    expect(takenBack).toBe(5);
    expect(sumOf(counted, 'tasker_step_executions_total', { outcome: 'completed' })).toBe(20);
    expect(sumOf(counted, 'tasker_step_attempts_total')).toBe(rows.steps.attempts);
    expect(rows.steps.attempts).toBe(20 + takenBack);
  });

  it('know what people did as well: a task that is cancelled or resolved by hand rests too', async () => {
    const app = await engine.app([diamond()], { worker: false });
    apps = [app];
    const [first, second] = await create(app, 2);
    await app.orchestrator.cancelTask(first!.taskId);
    await app.orchestrator.resolveTask(second!.taskId, { actor: 'ann', reason: 'done by phone' });
    const counted = await samples(apps);
    const states = (await engine.rows('select state from tasker.tasks order by 1')).map(({ state }) => state);
    expect(states).toEqual(['cancelled', 'resolved_manually']);
    for (const outcome of states) expect(sumOf(counted, 'tasker_task_executions_total', { outcome }), outcome).toBe(1);
    expect(sumOf(counted, 'tasker_task_duration_seconds_count')).toBe(2);
  });
});
