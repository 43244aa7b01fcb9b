import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  CacheFetcher,
  EventBus,
  MetricsPort,
  Orchestrator,
  PermanentError,
  RetryableError,
  TaskerModule,
  type StepExecution,
} from 'nestjs-tasker';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dashboardQueries } from '../../../support/dashboard.js';
import { declaring, durableSubscriber } from '../../../support/durable.subscribers.js';
import { useEngine } from '../../../support/engine.js';
import { eventually } from '../../../support/eventually.js';
import { figure } from '../../../support/figures.js';
import {
  openDoor,
  startPrometheus,
  withoutPrometheus,
  type PrometheusServer,
  type ScrapeDoor,
} from '../../../support/prometheus.server.js';
import { diamond, single } from '../../../support/workflows.js';

const RULES = fileURLToPath(new URL('../../../../docs/alerts.rules.yml', import.meta.url));
const RULE_TESTS = fileURLToPath(new URL('./alerts.tests.yml', import.meta.url));
/** Tasks of each half of the run: a rate needs two looks. */
const TASKS = 20;

/** Every fifth task fails for good, every third has a retry. */
function planned({ task, step }: StepExecution): unknown {
  const n = Number(task.context.n);
  if (step.name === 'left' && n % 5 === 0) throw new PermanentError('planned failure');
  if (step.name === 'right' && n % 3 === 0 && step.attempt === 1) throw new RetryableError('planned failure', { retryAfter: 0 });
  return {};
}

describe.skipIf(withoutPrometheus)(
  'a real Prometheus that scrapes two workers and the API (left out where prometheus is not installed)',
  () => {
    const engine = useEngine();
    const waiting = single(() => ({}), { name: 'waiting', queue: 'unserved' });
    let server: PrometheusServer | undefined;
    /** They keep the ports of two workers and of the API until these start: Prometheus takes five seconds to notice its targets. */
    let doors: ScrapeDoor[] = [];
    let api: INestApplication | undefined;
    let rounds = 0;
    beforeAll(async () => {
      doors = await Promise.all([openDoor(), openDoor(), openDoor()]);
      const [one, two, rest] = doors.map(({ url }) => url) as [string, string, string];
      server = await startPrometheus({ workers: [one, two], api: [new URL('/tasker/metrics', rest).href] }, { rules: [RULES] });
    });
    afterAll(async () => {
      await server?.stop();
      await Promise.all(doors.map((door) => door.close()));
    });
    afterEach(async () => {
      await api?.close();
      api = undefined;
    });

    /** Makes room on the port of the first door. */
    async function nextPort(): Promise<number> {
      const door = doors.shift()!;
      await door.close();
      return Number(new URL(door.url).port);
    }

    async function startApi(port: number): Promise<void> {
      const tasker = TaskerModule.forRoot({
        database: { url: engine.url, poolSize: 4 },
        auth: 'none',
        worker: false,
        telemetry: { metrics: { interval: '100ms' } },
      });
      const module = await Test.createTestingModule({ imports: [tasker], providers: [diamond(planned), waiting] })
        .setLogger(engine.logs)
        .compile();
      api = module.createNestApplication({ logger: engine.logs });
      await api.listen(port, '127.0.0.1');
    }

    async function startWorker(port = 0): Promise<string> {
      const audit = durableSubscriber('audit', ['task.completed']);
      const { module } = await engine.app([diamond(planned), waiting, declaring(audit)], {
        analytics: { interval: '1s' },
        telemetry: { metrics: { port, interval: '100ms' } },
      });
      module.get(EventBus, { strict: false }).subscribe('*', function everything() {
        return undefined;
      });
      return module.get(MetricsPort, { strict: false }).url!;
    }

    async function run(prometheus: PrometheusServer, from: number): Promise<void> {
      await api!.get(CacheFetcher).fetch('k', { group: 'questions' }, () => 1);
      const orders = Array.from({ length: TASKS }, (_, n) => ({ name: 'diamond', context: { n: from + n } }));
      await api!.get(Orchestrator).createTasks(orders);
      const rested = "select from tasker.tasks where finished_at is not null and state in ('complete', 'error')";
      await eventually(async () => (await engine.rows(rested)).length === from + TASKS, { what: 'every task rests' });
      await prometheus.scraped();
    }

    async function situation(): Promise<PrometheusServer> {
      const prometheus = server!;
      for (const start of [startWorker, startWorker, startApi]) await start(await nextPort());
      await run(prometheus, 0);
      await api!.get(Orchestrator).createTasks(Array.from({ length: 7 }, () => ({ name: 'waiting', context: {} })));
      await engine.rows(
        "update tasker.workflow_steps set ready_at = now() - interval '20 minutes' where ready_at is not null and state = 'pending'",
      );
      await engine.rows(
        `insert into tasker.task_warnings (task_id, kind, since, noticed_at, told_at, detail)
       select task_id, 'lifetime', now(), now(), now(), '{}' from tasker.tasks where finished_at is null limit 2`,
      );
      rounds = 1;
      // What is counted for the first time has no rate yet: each worker may take all tasks of a round.
      do await run(prometheus, rounds++ * TASKS);
      while ((await prometheus.query('sum(rate(tasker_task_duration_seconds_count[1m])) > 0')).length === 0);
      const taken = "select from tasker.event_cursors where delivered = (select count(*) from tasker.tasks where state = 'complete')";
      await eventually(async () => (await engine.rows(taken)).length === 1, { what: 'the durable subscriber has taken everything' });
      await eventually(async () => (await engine.rows('select from tasker.analytics_marks where as_of is not null')).length === 1, {
        what: 'the history is counted',
      });
      await prometheus.scraped();
      return prometheus;
    }

    it('promtool accepts the rules, and each of them fires when it should and not before', () => {
      expect(execFileSync('promtool', ['check', 'rules', RULES], { encoding: 'utf8' })).toContain('SUCCESS');
      expect(execFileSync('promtool', ['test', 'rules', RULE_TESTS], { encoding: 'utf8' })).toContain('SUCCESS');
      const names = (text: string, key: string) => [...text.matchAll(new RegExp(`${key}: (\\w+)`, 'g'))].map(([, name]) => name!);
      const tested = new Set(names(readFileSync(RULE_TESTS, 'utf8'), 'alertname'));
      expect(names(readFileSync(RULES, 'utf8'), 'alert').filter((name) => !tested.has(name))).toEqual([]);
    });

    it('promtool accepts the page', async () => {
      await startWorker();
      const url = await startWorker();
      await engine.rows('select 1');
      const page = await (await fetch(url)).text();
      expect(execFileSync('promtool', ['check', 'metrics'], { input: page, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] })).toBe('');
    });

    it('answers every query of the dashboard and the alerts, with the numbers that the database gives', async () => {
      const prometheus = await situation();
      const value = async (expression: string) => (await prometheus.query(expression)).reduce((sum, series) => sum + series.value, 0);
      const [rows] = await engine.rows(
        `select (select count(*)::integer from tasker.tasks) as tasks,
         (select count(*)::integer from tasker.tasks where finished_at is null) as unfinished,
         (select count(*)::integer from tasker.tasks where state = 'complete') as complete,
         (select count(*)::integer from tasker.tasks where state = 'error') as error,
         (select sum(attempts)::integer from tasker.workflow_steps) as attempts,
         (select count(*)::integer from tasker.workflow_steps where state = 'complete') as completed,
         (select count(*)::integer from tasker.workflow_steps where state = 'error') as failed,
         (select count(*)::integer from tasker.workflow_step_transitions where from_state = 'in_progress' and to_state = 'error') as failures,
         (select count(*)::integer from tasker.workflow_steps where ready_at <= now()) as ready,
         (select count(*)::integer from tasker.dead_letters) as letters`,
      );
      expect(rows).toMatchObject({ unfinished: 7, ready: 7, tasks: rounds * TASKS + 7, error: (rounds * TASKS) / 5 });

      const exact: Record<string, number> = {
        'Workers alive': 2,
        'Unfinished tasks': rows!.unfinished,
        'Ready steps': rows!.ready,
        'Dead letters': rows!.letters,
        'Stale warnings': 2,
      };
      for (const { title, expression, instant } of dashboardQueries()) {
        const series = await prometheus.query(expression);
        expect(series.length, `${title}: ${expression}`).toBeGreaterThan(0);
        if (title in exact) expect(series, title).toMatchObject([{ value: exact[title] }]);
        else if (instant) expect(series[0]!.value, title).toBeCloseTo(1_200, -2);
        else for (const one of series) expect(one.value, `${title}: ${expression}`).toBeGreaterThanOrEqual(0);
      }

      expect(await value('sum(tasker_tasks_created_total)')).toBe(rows!.tasks);
      expect(await value('sum(tasker_task_executions_total{outcome="complete"})')).toBe(rows!.complete);
      expect(await value('sum(tasker_task_executions_total{outcome="error"})')).toBe(rows!.error);
      expect(await value('sum(tasker_step_attempts_total)')).toBe(rows!.attempts);
      expect(await value('sum(tasker_step_executions_total{outcome="completed"})')).toBe(rows!.completed);
      expect(await value('sum(tasker_step_executions_total{outcome="failed"})')).toBe(rows!.failed);
      expect(await value('sum(tasker_step_executions_total{outcome="retrying"})')).toBe(rows!.failures - rows!.failed);
      expect(await value('sum(tasker_step_duration_seconds_count)')).toBe(rows!.completed + rows!.failures);
      expect(await value('sum(tasker_claim_outcomes_sum)')).toBe(rows!.attempts);
      expect(await prometheus.query('tasker_workers'), 'one process shows the figures of the rows').toHaveLength(1);
      expect(await value('sum(tasker_ready_steps{queue="unserved",name="waiting"})')).toBe(7);
      expect(await value('tasker_durable_events_delivered_total{subscriber="audit"}')).toBe(rows!.complete);
      expect(await value('sum(up)')).toBe(3);

      const { groups } = await prometheus.get<{
        groups: { rules: { name: string; query: string; health: string; lastError?: string }[] }[];
      }>('/api/v1/rules');
      const rules = groups.flatMap((group) => group.rules);
      const alerts = parse(readFileSync(RULES, 'utf8')).groups.flatMap((group: { rules: object[] }) => group.rules);
      expect(rules).toHaveLength(alerts.length);
      expect(rules.filter(({ health }) => health === 'err')).toEqual([]);
      const raised: string[] = [];
      for (const { name, query } of rules) if ((await prometheus.query(query)).length > 0) raised.push(name);
      expect(raised.sort()).toEqual(['TaskerStaleTasks', 'TaskerStepsFail', 'TaskerStepsWaitTooLong', 'TaskerTasksFail']);
      figure(`Prometheus answered ${dashboardQueries().length} queries of the dashboard and ${rules.length} of the alerts`);
    });
  },
);
