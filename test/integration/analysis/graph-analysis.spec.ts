import { CacheFetcher, GraphAnalysis, HandlerFactory, InvalidRequestError, NotFoundError, PermanentError } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { rollUp } from '../../support/analytics.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { insertTask } from '../../support/rows.js';
import { diamond, DIAMOND_ROWS, workflow } from '../../support/workflows.js';

const UNKNOWN = '00000000-0000-7000-8000-000000000000';
const graph = (app: EngineApp) => app.module.get(GraphAnalysis, { strict: false });

describe('the analysis of a task', () => {
  const engine = useEngine();
  const passive = (options: Parameters<typeof engine.app>[1] = {}) => engine.app([diamond()], { worker: false, ...options });

  it('says what a failed step holds up', async () => {
    const app = await engine.app([
      workflow('order', {
        pay: { run: () => Promise.reject(new PermanentError('card declined')) },
        pack: { dependsOn: 'pay' },
        ship: { dependsOn: 'pack' },
      }),
    ]);
    const { taskId } = await app.orchestrator.createTask({ name: 'order', context: {} });
    await app.orchestrator.waitForTask(taskId, { timeout: '10s' });
    const analysis = await graph(app).analyzeTask({ taskId });
    // (2 behind it · 5 + 2 blocked · 15) · 2 in error + 1 attempt · 3 + 10 not to be tried again
    expect(analysis.bottlenecks).toMatchObject({
      totalBottlenecks: 1,
      bottlenecks: [{ stepName: 'pay', impactScore: 93, severity: 'High', bottleneckType: 'Permanent Failure' }],
      taskHealth: 'blocked',
    });
    expect(analysis.errorChains).toMatchObject({
      totalErrorSteps: 1,
      mostCriticalError: { errorStepName: 'pay', totalDownstreamSteps: 2 },
    });
    expect(analysis.criticalPaths).toMatchObject({ totalPaths: 1, paths: [{ stepNames: ['pay', 'pack', 'ship'] }] });
    expect(analysis.dependencyGraph.edges).toHaveLength(2);
  });

  it('uses the dependencyGraph options of the application', async () => {
    const options = { dependencyGraph: { impactMultipliers: { downstreamWeight: 50 }, severityThresholds: { critical: 1000 } } };
    const app = await passive(options);
    const taskId = await insertTask(engine.client, [{ ...DIAMOND_ROWS[0]!, state: 'error', attempts: 3 }, ...DIAMOND_ROWS.slice(1)], {
      definition: 'diamond',
    });
    // (3 · 50 + 3 · 15) · 2.5 + 3 · 3 + 10 + 20
    expect((await graph(app).analyzeTask(taskId)).bottlenecks.bottlenecks).toMatchObject([{ impactScore: 527, severity: 'High' }]);
  });

  it('is computed anew when anything of the task has changed, and only then', async () => {
    const app = await passive();
    const taskId = await insertTask(engine.client, DIAMOND_ROWS, { definition: 'diamond' });
    const cache = app.module.get(CacheFetcher, { strict: false });
    const uses = async () => (await cache.statistics()).groups.find(({ group }) => group === 'analysis.task');
    const { generatedAt } = await graph(app).analyzeTask(taskId);
    expect((await graph(app).analyzeTask(taskId)).generatedAt).toBe(generatedAt);
    expect(await uses()).toMatchObject({ hits: 1, misses: 1 });
    const worker = await engine.worker();
    await engine.rows(
      `update tasker.workflow_steps set state = 'in_progress', attempts = 1, ready_at = null, claimed_by = $2, claimed_at = now()
       where task_id = $1 and workflow_step_id = 1`,
      [taskId, worker.id],
    );
    expect((await graph(app).analyzeTask(taskId)).generatedAt).not.toBe(generatedAt);
    expect(await uses()).toMatchObject({ hits: 1, misses: 2 });
  });

  it('gives every caller an analysis of their own', async () => {
    const app = await passive();
    const taskId = await insertTask(engine.client, DIAMOND_ROWS, { definition: 'diamond' });
    const first = await graph(app).analyzeTask(taskId);
    (first.dependencyGraph.nodes as unknown[]).length = 0;
    expect((await graph(app).analyzeTask(taskId)).dependencyGraph.nodes).toHaveLength(4);
  });

  it('is not kept when the graph is larger than 600 steps and edges', async () => {
    const app = await passive();
    const groups = async () => (await app.module.get(CacheFetcher, { strict: false }).statistics()).groups.map(({ group }) => group);
    const bipartite = (drains: number) => {
      const sources = Array.from({ length: 20 }, () => ({ name: 'source' }));
      const parents = sources.map((_, place) => place + 1);
      const steps = [...sources, ...Array.from({ length: drains }, () => ({ name: 'drain', parents }))];
      return insertTask(engine.client, steps, { definition: 'bipartite' });
    };
    // 20 + 28 steps and 20 · 28 edges are 608.
    expect((await graph(app).analyzeTask(await bipartite(28))).criticalPaths.totalPaths).toBe(20 * 28);
    expect(await groups()).toEqual([]);
    // 20 + 27 and 20 · 27 are 587.
    const largest = await graph(app).analyzeTask(await bipartite(27));
    expect(await groups()).toEqual(['analysis.task']);
    expect(JSON.stringify(largest).length).toBeLessThan(256 * 1024);
  });

  it('of a task with 10,000 roots is an analysis as any other', async () => {
    const app = await passive();
    const taskId = await insertTask(
      engine.client,
      Array.from({ length: 10_000 }, () => ({ name: 'root' })),
      { definition: 'wide' },
    );
    const { criticalPaths, parallelismOpportunities } = await graph(app).analyzeTask(taskId);
    expect(criticalPaths).toMatchObject({ totalPaths: 10_000, longestPathLength: 1 });
    expect(parallelismOpportunities).toMatchObject({ totalLevels: 1, maxParallelSteps: 10_000, currentParallelOpportunities: 10_000 });
    expect((await graph(app).expectedFinish(taskId)).expected).toMatchObject({ seconds: 30, criticalPath: [{ name: 'root' }] });
  });

  it('of a task without steps, and of one that was cancelled, finds nothing to do', async () => {
    const app = await passive();
    const empty = await graph(app).analyzeTask(await insertTask(engine.client, []));
    expect(empty).toMatchObject({
      dependencyGraph: { nodes: [], edges: [] },
      criticalPaths: { totalPaths: 0, paths: [] },
      parallelismOpportunities: { totalSteps: 0, totalLevels: 0, levels: [] },
      errorChains: { totalErrorSteps: 0, errorChains: [] },
      bottlenecks: { totalBottlenecks: 0, overallImpact: 'None' },
    });
    const { taskId } = await app.orchestrator.createTask({ name: 'diamond', version: '1.0.0', context: {} });
    await app.orchestrator.cancelTask(taskId);
    expect((await graph(app).analyzeTask(taskId)).bottlenecks).toMatchObject({ totalBottlenecks: 0, overallImpact: 'None' });
  });

  it('refuses an id that is none, and does not find an unknown one', async () => {
    const app = await passive();
    for (const question of ['analyzeTask', 'expectedFinish', 'whatIf'] as const) {
      const ask = (taskId: unknown) => graph(app)[question](taskId as string, { top: 0.5 });
      await expect(ask('17')).rejects.toThrow(new InvalidRequestError([{ path: 'taskId', message: 'must be a UUID' }]));
      await expect(ask(undefined)).rejects.toThrow(InvalidRequestError);
      await expect(ask(UNKNOWN)).rejects.toThrow(new NotFoundError(`there is no task ${UNKNOWN}`));
    }
  });
});

describe('the analysis of a definition', () => {
  const engine = useEngine();

  it('is that of its class, of its name, or of what HandlerFactory gives for it', async () => {
    const Diamond = diamond();
    const app = await engine.app([Diamond], { worker: false });
    const analysis = graph(app).analyzeTemplate(Diamond);
    expect(analysis).toMatchObject({
      topology: ['top', 'left', 'right', 'bottom'],
      roots: ['top'],
      leaves: ['bottom'],
      cycles: [],
      summary: { totalSteps: 4, totalDependencies: 4, hasCycles: false, maxDepth: 2, parallelBranches: 2 },
    });
    expect(graph(app).analyzeTemplate({ name: 'diamond', version: '^1.0.0' })).toBe(analysis);
    expect(graph(app).analyzeTemplate(app.module.get(HandlerFactory, { strict: false }).get('diamond'))).toBe(analysis);
  });

  it('is refused for a name or a class that is no task here', async () => {
    const app = await engine.app([diamond()], { worker: false });
    expect(() => graph(app).analyzeTemplate({ name: 'dimond' })).toThrow("did you mean 'diamond'?");
    expect(() => graph(app).analyzeTemplate(class Nobody {})).toThrow('task: Nobody is no task that is registered in this process');
  });
});

describe('the expected finish', () => {
  const engine = useEngine();

  it('comes from what the steps took, and takes off what a running one has had', async () => {
    const gates = new Gates();
    const held = { task: '' };
    const run = async (taskId: string) => {
      if (taskId === held.task) await gates.pass('left');
    };
    const app = await engine.app([
      workflow('diamond', {
        top: {},
        left: { dependsOn: 'top', run: ({ task }) => run(task.taskId) },
        right: { dependsOn: 'top' },
        bottom: { dependsOn: ['left', 'right'] },
      }),
    ]);
    const create = async () => (await app.orchestrator.createTask({ name: 'diamond', context: {} })).taskId;
    for (let n = 0; n < 3; n++) await app.orchestrator.waitForTask(await create(), { timeout: '10s' });
    await rollUp(engine.client);
    // What was measured is too short to be told apart: the figures say that left took 100 s, bottom 10 s, without waits.
    await engine.rows(
      `update tasker.analytics_steps a set duration_seconds = completed * f.seconds, wait_seconds = 0, waits = '{}',
         durations = tasker.raised_distribution('{}', array[[tasker.duration_place(f.seconds), completed]])
       from tasker.named_steps n, (values ('left', 100.0::float8), ('bottom', 10.0)) as f (name, seconds)
       where n.named_step_id = a.named_step_id and n.name = f.name`,
    );
    held.task = await create();
    await gates.reached('left');
    await eventually(
      async () =>
        (await engine.rows(`select from tasker.workflow_steps where state = 'complete' and task_id = $1`, [held.task])).length === 2,
      { what: 'top and right' },
    );
    const shift = (by: string) =>
      engine.rows(`update tasker.workflow_steps set claimed_at = claimed_at + $1::interval where state = 'in_progress'`, [by]);
    await shift('-40 seconds');
    const forecast = await graph(app).expectedFinish(held.task);
    expect(forecast).toMatchObject({ state: 'in_progress', paused: false, stuckSteps: [], unmeasuredSteps: [] });
    expect(forecast.expected.seconds).toBeCloseTo(100 - 40 + 10, -1);
    expect(forecast.expected.finishAt!.getTime() - forecast.asOf.getTime()).toBeCloseTo(forecast.expected.seconds! * 1000, -1);
    expect(forecast.expected.criticalPath.map(({ name, basis }) => [name, basis])).toEqual([
      ['left', 'step'],
      ['bottom', 'step'],
    ]);
    expect(forecast.cautious.seconds!).toBeGreaterThanOrEqual(forecast.expected.seconds!);
    const what = await graph(app).whatIf(held.task, { left: 0.5, bottom: 2 });
    expect(what.after.seconds).toBeCloseTo(50 - 40 + 20, -1);
    expect(what.savedSeconds).toBeCloseTo(40, -1);
    await shift('40 seconds');
    gates.open('left');
    await app.orchestrator.waitForTask(held.task, { timeout: '10s' });
    const done = await graph(app).expectedFinish(held.task);
    expect(done.expected).toMatchObject({ seconds: 0, finishAt: expect.any(Date), criticalPath: [] });
  });

  it('rests on the options alone where nothing was measured, and is unknown behind a step that failed for good', async () => {
    const app = await engine.app([diamond()], { worker: false, dependencyGraph: { durationEstimates: { baseStepSeconds: 7 } } });
    const { taskId } = await app.orchestrator.createTask({ name: 'diamond', version: '1.0.0', context: {} });
    const { expected, unmeasuredSteps } = await graph(app).expectedFinish(taskId);
    expect({ seconds: expected.seconds, unmeasuredSteps }).toEqual({ seconds: 21, unmeasuredSteps: ['top', 'left', 'right', 'bottom'] });
    const failed = await insertTask(engine.client, [{ name: 'top', state: 'error', attempts: 3 }, ...DIAMOND_ROWS.slice(1)], {
      definition: 'diamond',
    });
    expect(await graph(app).expectedFinish(failed)).toMatchObject({ expected: { finishAt: null, seconds: null }, stuckSteps: ['top'] });
  });
});
