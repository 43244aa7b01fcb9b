import { Orchestrator } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GREETING, startHost, type HostApplication } from './host.application.js';
import { callersBy } from './named.callers.js';

const UNKNOWN = '01920000-0000-7000-8000-000000000000';

describe('analyses and figures over REST', () => {
  let host: HostApplication;
  let failed: string;
  let waiting: string;
  beforeAll(async () => {
    const auth = callersBy({
      all: {},
      e2e: { namespaces: ['e2e'] },
      both: { namespaces: ['e2e', 'default'] },
      none: { namespaces: [] },
      elsewhere: { namespaces: ['default'] },
    });
    host = await startHost({ worker: true, auth });
    const orchestrator = host.app.get(Orchestrator);
    failed = (await orchestrator.createTask({ ...GREETING, name: 'insult' })).taskId;
    await orchestrator.waitForTask(failed, { timeout: '20s' });
    waiting = (await orchestrator.createTask(GREETING)).taskId;
    await orchestrator.waitForTask(waiting, { timeout: '20s' });
  });
  afterAll(() => host.close());

  const get = (path: string, caller = 'all') => host.http.get(`/tasker${path}`).set('Authorization', `Bearer ${caller}`);
  const whatIf = (body: object, caller = 'all') =>
    host.http.post(`/tasker/tasks/${failed}/what_if`).set('Authorization', `Bearer ${caller}`).send(body);

  it('say what holds a task up', async () => {
    const { body } = await get(`/tasks/${failed}/analysis`).expect(200);
    expect(body.dependency_analysis).toMatchObject({
      task_id: failed,
      dependency_graph: { nodes: [{ id: 1, name: 'shout', level: 0 }], edges: [], dependency_levels: { 1: 0 } },
      critical_paths: { total_paths: 1, paths: [{ path: [1], step_names: ['shout'], error_steps: 1 }] },
      error_chains: { total_error_steps: 1, most_critical_error: { error_step_name: 'shout', retry_analysis: { retryable: false } } },
      bottlenecks: { bottlenecks: [{ step_id: 1, bottleneck_type: 'Permanent Failure' }] },
      task_execution_summary: { overall_health: 'critical' },
      analysis_timestamp: expect.any(String),
    });
  });

  it('stand in the task that is asked for with them', async () => {
    const { body } = await get(`/tasks/${failed}?include_dependencies=true`).expect(200);
    expect(body.task.dependency_analysis).toEqual((await get(`/tasks/${failed}/analysis`)).body.dependency_analysis);
  });

  it('say when a task is finished, and when it would be', async () => {
    const { forecast } = (await get(`/tasks/${waiting}/forecast`).expect(200)).body;
    expect(forecast).toMatchObject({ task_id: waiting, status: 'complete', expected: { seconds: 0, critical_path: [] }, stuck_steps: [] });
    expect((await get(`/tasks/${failed}/forecast`).expect(200)).body.forecast).toMatchObject({
      expected: { finish_at: null, seconds: null },
      stuck_steps: ['shout'],
    });
    const { what_if: both } = (await whatIf({ factors: { shout: 0.5 } }).expect(200)).body;
    expect(both).toMatchObject({ task_id: failed, before: { seconds: null }, after: { seconds: null }, saved_seconds: null });
  });

  it.each([
    [{}, 'factors'],
    [{ factors: {} }, 'factors'],
    [{ factors: [1] }, 'factors'],
    [{ factors: { shout: -1 } }, 'factors.shout'],
    [{ factors: { shoot: 1 } }, 'factors.shoot'],
    [{ factors: { shout: 1 }, dry: true }, 'dry'],
  ])('refuse the factors %j under %s', async (body, path) => {
    expect((await whatIf(body).expect(400)).body.details).toMatchObject([{ path }]);
  });

  it('of tasks that a caller does not reach do not exist', async () => {
    for (const route of ['analysis', 'forecast']) {
      await get(`/tasks/${UNKNOWN}/${route}`).expect(404);
      await get(`/tasks/${failed}/${route}`, 'elsewhere').expect(404);
      await get(`/tasks/seven/${route}`).expect(400);
    }
    await whatIf({ factors: { shout: 1 } }, 'elsewhere').expect(404);
  });

  it('count what was done in the last hour, four hours and day', async () => {
    const { body } = await get('/analytics/performance?fresh=true').expect(200);
    const trend = { task_throughput: 2, completion_count: 1, error_count: 1, completion_rate: 50, error_rate: 50, step_throughput: 4 };
    expect(body).toMatchObject({
      system_overview: { active_tasks: 0, total_namespaces: 1, unique_task_types: 2, system_health_score: 0.5 },
      performance_trends: { last_hour: trend, last_4_hours: trend, last_24_hours: trend },
      telemetry_insights: { cache_stats: { store: expect.any(String) } },
      scope: { namespace: null, name: null, version: null },
      cache_info: { cached: false },
    });
  });

  it('count what is slow and what fails', async () => {
    const { body } = await get('/analytics/bottlenecks?fresh=true&period=1&namespace=e2e').expect(200);
    expect(body).toMatchObject({
      scope_summary: { total_tasks: 2, unique_task_types: 2 },
      bottleneck_analysis: { error_patterns: { total_errors: 1, common_error_types: [{ error_class: 'PermanentError', failures: 1 }] } },
      scope: { namespace: 'e2e' },
      analysis_period_hours: 1,
    });
    expect(body.bottleneck_analysis.slowest_tasks.map(({ task_name: name }: any) => name).sort()).toEqual(['greeting', 'insult']);
    expect(body.recommendations).toEqual(body.recommendation_details.map(({ message }: any) => message));
  });

  it('are of their own namespace for a caller that is confined to it, without what the process does for others', async () => {
    for (const route of ['performance', 'bottlenecks']) {
      expect((await get(`/analytics/${route}`, 'e2e').expect(200)).body.scope.namespace).toBe('e2e');
      await get(`/analytics/${route}?namespace=default`, 'e2e').expect(404);
      expect((await get(`/analytics/${route}`, 'both').expect(400)).body.details).toEqual([
        { path: 'namespace', message: 'must be one of those that you reach: e2e, default' },
      ]);
      await get(`/analytics/${route}?namespace=e2e`, 'both').expect(200);
      await get(`/analytics/${route}`, 'none').expect(403);
    }
    expect((await get('/analytics/performance', 'e2e')).body.telemetry_insights).toBeNull();
  });

  it.each([
    ['performance?period=3', 'period'],
    ['performance?version=1.0.0', 'version'],
    ['performance?fresh=yes', 'fresh'],
    ['bottlenecks?period=0', 'period'],
    ['bottlenecks?period=-1', 'period'],
    ['bottlenecks?period=1000000000', 'period'],
    ['bottlenecks?period=876600', 'period'],
    ['bottlenecks?period=1.5', 'period'],
    ['bottlenecks?namespace=a&namespace=b', 'namespace'],
  ])('refuse %s for its %s', async (path, field) => {
    expect((await get(`/analytics/${path}`).expect(400)).body.details).toMatchObject([{ path: field }]);
  });

  it('never tell a confined caller of names that it does not reach', async () => {
    const { body } = await get('/analytics/performance?name=greetin', 'elsewhere').expect(404);
    expect(body.message).toBe("no task definition has name 'greetin', namespace 'default'");
    expect((await get('/analytics/performance?name=greetin').expect(404)).body.message).toContain("did you mean 'greeting'");
  });

  it('of a definition that nobody has registered do not exist', async () => {
    await get('/analytics/performance?namespace=nowhere').expect(404);
    await get('/analytics/bottlenecks?name=nothing').expect(404);
  });
});

describe('figures where analytics is off', () => {
  let host: HostApplication;
  beforeAll(async () => {
    host = await startHost({ options: { analytics: false } });
  });
  afterAll(() => host.close());

  it.each(['performance', 'bottlenecks'])('of %s are unavailable, with what to do about it', async (route) => {
    const { body } = await host.http.get(`/tasker/analytics/${route}`).expect(503);
    expect(body).toMatchObject({ error: 'Service Unavailable', message: expect.stringContaining('set the option analytics') });
  });
});
