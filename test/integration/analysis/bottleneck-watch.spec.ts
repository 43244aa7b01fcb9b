import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { EventBus, eventJson, TaskerMetrics, type TaskerEvent } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { BottleneckWatch } from '../../../libs/tasker/src/analysis/bottleneck.watch.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { insertTask, type StepRow } from '../../support/rows.js';
import { workflow } from '../../support/workflows.js';

const watch = (app: EngineApp) => app.module.get(BottleneckWatch, { strict: false });

/** One step behind a failed one: (1 · 5 + 1 · 15) · 2 in error + 1 attempt · 3 + 10 not to be tried now = 53. */
const HELD_UP: readonly StepRow[] = [
  { name: 'validate', state: 'complete' },
  { name: 'pay', state: 'error', parents: [1], readyIn: 3600, backoffSeconds: 3600 },
  { name: 'ship', parents: [2] },
];
/** The same with two steps more behind it: (3 · 5 + 3 · 15) · 2 + 3 + 10 = 133. */
const HELD_UP_BADLY: readonly StepRow[] = [...HELD_UP, { name: 'bill', parents: [3] }, { name: 'thank', parents: [4] }];
/** Nothing behind it: 3 + 10 = 13. */
const HELD_UP_A_LITTLE: readonly StepRow[] = HELD_UP.slice(0, 2);
/** Nothing failed: 3 · 5 + 3 · 15 = 60. Of the step behind it: (2 · 5 + 2 · 15) · 1.2 = 48. */
const RUNS_LONG: readonly StepRow[] = [
  { name: 'validate', state: 'complete' },
  { name: 'pay', state: 'in_progress', parents: [1] },
  { name: 'ship', parents: [2] },
  { name: 'bill', parents: [3] },
  { name: 'thank', parents: [4] },
];

describe('the watch of tasks that do not move', () => {
  const engine = useEngine();
  const insert = (steps = HELD_UP) => insertTask(engine.client, steps, { definition: 'order', state: 'in_progress' });

  async function watching(options: Parameters<typeof engine.app>[1] = {}) {
    const app = await engine.app([workflow('order', { pay: {} })], { worker: false, ...options });
    const events: TaskerEvent[] = [];
    app.module.get(EventBus, { strict: false }).subscribe('task.bottleneck_detected', (event) => events.push(event));
    return { app, events };
  }
  const told = (events: readonly TaskerEvent[]) =>
    events.map(({ payload }) => {
      const { taskId, severity, impactScore, step } = payload as Record<string, unknown>;
      return [taskId, severity, impactScore, step];
    });

  it('tells the worst bottleneck of a task once, in the log and as an event', async () => {
    const { app, events } = await watching();
    const taskId = await insert();
    await watch(app).run();
    await watch(app).run();
    await eventually(() => events.length > 0, { what: 'the event' });
    expect(events).toMatchObject([
      {
        name: 'task.bottleneck_detected',
        payload: {
          ...{ taskId, namespace: 'default', taskName: 'order', version: '1.0.0', severity: 'High', impactScore: 53 },
          ...{ step: 'pay', stepId: 2, stepName: 'pay', bottleneckType: 'Active Error', resolutionStrategy: 'Wait for backoff period' },
        },
      },
    ]);
    expect(engine.logs.with('A task does not move')).toMatchObject([
      expect.stringMatching(/^warn .*step=pay severity=High impact_score=53/),
    ]);
  });

  it('tells nothing of a task in which a step runs, however long', async () => {
    const { app, events } = await watching({ bottlenecks: { severity: 'Low' } });
    await insert(RUNS_LONG);
    await watch(app).run();
    expect([events, await engine.rows('select from tasker.task_bottlenecks')]).toEqual([[], []]);
  });

  it('tells the step whose worker is gone, not one that waits for it', async () => {
    const { app, events } = await watching();
    const taskId = await insert(RUNS_LONG);
    await engine.rows(`update tasker.workers set heartbeat_at = now() - interval '1 hour'`);
    await watch(app).run();
    await eventually(() => events.length > 0, { what: 'the event' });
    expect(told(events)).toEqual([[taskId, 'High', 60, 'pay']]);
  });

  it('tells the step that nobody takes, not one that waits for it', async () => {
    const { app, events } = await watching();
    const [validate, , ...behind] = RUNS_LONG;
    const taskId = await insert([validate!, { name: 'pay', parents: [1] }, ...behind]);
    await watch(app).run();
    await eventually(() => events.length > 0, { what: 'the event' });
    expect(told(events)).toEqual([[taskId, 'High', 60, 'pay']]);
  });

  it('tells what the catalogue declares, and when the task moved last', async () => {
    const { app, events } = await watching();
    const taskId = await insert();
    await watch(app).run();
    await eventually(() => events.length > 0, { what: 'the event' });
    const { payloadSchema } = app.module.get(EventBus, { strict: false }).catalog().byName('task.bottleneck_detected')!;
    const check = addFormats.default(new Ajv({ strict: true, allowUnionTypes: true })).compile(payloadSchema);
    const { payload } = JSON.parse(JSON.stringify(eventJson(events[0]!))) as { payload: unknown };
    expect([check(payload), check.errors]).toEqual([true, null]);
    const [row] = await engine.rows('select max(created_at) as at from tasker.workflow_step_transitions where task_id = $1', [taskId]);
    expect(events[0]!.payload).toMatchObject({ unmovedSince: row!.at });
  });

  it('tells once whichever process looks, also after a restart', async () => {
    const first = await watching();
    await insert();
    await watch(first.app).run();
    await eventually(() => first.events.length > 0, { what: 'the event' });
    await first.app.close();
    const second = await watching();
    await watch(second.app).run();
    expect(engine.logs.with('A task does not move')).toHaveLength(1);
    expect(second.events).toEqual([]);
  });

  it('tells a task again when it is worse', async () => {
    const { app, events } = await watching({ bottlenecks: { severity: 'Low' } });
    const taskId = await insert(HELD_UP_A_LITTLE);
    await watch(app).run();
    const stricter = await watching({ dependencyGraph: { severityThresholds: { high: 12, medium: 10 } } });
    await watch(stricter.app).run();
    await watch(app).run();
    await watch(stricter.app).run();
    await eventually(() => events.length + stricter.events.length > 1, { what: 'both events' });
    expect([told(events), told(stricter.events)]).toEqual([[[taskId, 'Low', 13, 'pay']], [[taskId, 'High', 13, 'pay']]]);
    expect(engine.logs.with('A task does not move')).toHaveLength(2);
  });

  it.each([
    ['Low', [13, 53, 133]],
    ['Medium', [53, 133]],
    ['High', [53, 133]],
    ['Critical', [133]],
  ] as const)('with bottlenecks.severity %s tells scores %j', async (severity, scores) => {
    const { app, events } = await watching({ bottlenecks: { severity } });
    for (const steps of [HELD_UP, HELD_UP_BADLY, HELD_UP_A_LITTLE]) await insert(steps);
    await watch(app).run();
    await eventually(() => events.length >= scores.length, { what: 'the events' });
    expect(events.map(({ payload }) => (payload as { impactScore: number }).impactScore).sort((a, b) => a - b)).toEqual(scores);
  });

  it('judges by the thresholds of dependencyGraph', async () => {
    const { app, events } = await watching({ dependencyGraph: { severityThresholds: { critical: 50, high: 30 } } });
    const taskId = await insert();
    await watch(app).run();
    await eventually(() => events.length > 0, { what: 'the event' });
    expect(told(events)).toEqual([[taskId, 'Critical', 53, 'pay']]);
  });

  it('waits for bottlenecks.after', async () => {
    const { app, events } = await watching({ bottlenecks: { after: '2d' } });
    await insert();
    await watch(app).run();
    expect([events, await engine.rows('select from tasker.task_bottlenecks')]).toEqual([[], []]);
  });

  it('looks for nothing with bottlenecks: false', async () => {
    const { app } = await watching({ bottlenecks: false });
    await insert();
    await watch(app).run();
    expect(watch(app).intervalMs).toBeNull();
    expect(engine.logs.with('A task does not move')).toEqual([]);
  });

  it('ends a round after a batch when it is to stop, and the next one goes on from there', async () => {
    const { app } = await watching();
    const ids: string[] = [];
    for (let n = 0; n < 23; n++) ids.push(await insert());
    ids.sort();
    let progress: object | null = null;
    const lease = { progress: null, keep: (next: object) => Promise.resolve((progress = next) === null) };
    await watch(app).run(lease);
    const noted = async () =>
      (await engine.rows('select task_id from tasker.task_bottlenecks order by 1')).map(({ task_id: id }) => id as string);
    expect(await noted()).toEqual(ids.slice(0, 20));
    expect(progress).toEqual({ after: ids[19], settled: null });
    await watch(app).run({ progress, keep: () => Promise.resolve(true) });
    expect(await noted()).toEqual(ids);
  });

  it('looks past many unfinished tasks that have not begun in one round', async () => {
    const { app } = await watching();
    const taskId = await insert();
    await engine.rows(
      `insert into tasker.tasks (task_id, named_task_id, requested_at, state, incomplete_steps, active_steps, context)
       select overlay(gen_random_uuid()::text placing '0000' from 1 for 4)::uuid, t.named_task_id, t.requested_at, 'pending', 1, 1, '{}'
       from tasker.tasks t, generate_series(1, 12000) where t.task_id = $1`,
      [taskId],
    );
    await watch(app).run();
    expect(await engine.rows('select task_id from tasker.task_bottlenecks')).toEqual([{ task_id: taskId }]);
    // They have no steps: past the guard of the test, which would find that unfinished tasks were deleted.
    await engine.client.query(`set session_replication_role = replica`);
    await engine.client.query(`delete from tasker.tasks where state = 'pending'`);
    await engine.client.query(`set session_replication_role = origin`);
  });

  it('looks again at what was found, in parts that each keep the lease', async () => {
    const { app } = await watching();
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.push(await insert());
    await watch(app).run();
    for (const id of ids) await app.orchestrator.pauseTask(id);
    await engine.rows(
      `insert into tasker.task_bottlenecks (task_id, severity, workflow_step_id, impact_score, found_at, told)
       select gen_random_uuid(), 'High', 1, 60, now(), '{High}' from generate_series(1, 1100)`,
    );
    const kept: { settled?: string | null }[] = [];
    await watch(app).run({ progress: null, keep: (next: object) => Promise.resolve(kept.push(next) > 0) });
    expect(kept.map(({ settled }) => typeof settled)).toEqual(['object', 'string', 'string', 'object']);
    expect(await engine.rows('select distinct severity, count(*)::integer as rows from tasker.task_bottlenecks group by 1')).toEqual([
      { severity: null, rows: 3 },
    ]);
  });

  it('goes on behind a task whose rows are no graph', async () => {
    const { app, events } = await watching();
    const [broken, sound] = [await insert(), await insert()].sort() as [string, string];
    const parents = (ids: string) =>
      engine.rows('update tasker.workflow_steps set parent_ids = $2 where task_id = $1 and workflow_step_id = 1', [broken, ids]);
    await parents('{3}');
    await watch(app).run();
    await eventually(() => events.length > 0, { what: 'the event' });
    expect(told(events)).toEqual([[sound, 'High', 53, 'pay']]);
    expect(engine.logs.with('A task cannot be analysed')).toMatchObject([expect.stringContaining(`task_id=${broken}`)]);
    await parents('{}');
  });

  it('shows in the metrics how many tasks do not move, until they do or are paused', async () => {
    const { app } = await watching();
    const taskId = await insert();
    const shown = async () => /^tasker_bottlenecks\{severity="High"\} (\d+)$/m.exec((await metrics().page())!.body)?.[1];
    const metrics = () => app.module.get(TaskerMetrics, { strict: false });
    await watch(app).run();
    await eventually(async () => (await shown()) === '1', { what: 'the gauge' });
    await app.orchestrator.pauseTask(taskId);
    await watch(app).run();
    expect(await engine.rows('select severity from tasker.task_bottlenecks')).toEqual([{ severity: null }]);
  });

  it('is a job of the cluster: a process with a worker looks at the interval', async () => {
    const { events } = await watching({ worker: { queues: ['elsewhere'] }, bottlenecks: { interval: '1s' } });
    const taskId = await insert();
    await eventually(() => events.length > 0, { what: 'the event' });
    expect(told(events)).toEqual([[taskId, 'High', 53, 'pay']]);
    await eventually(
      async () =>
        (await engine.rows(`select progress from tasker.job_leases where name = 'tasker.bottlenecks'`))[0]?.progress?.after === null,
      { what: 'the end of the round' },
    );
  });
});
