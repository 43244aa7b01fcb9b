import { beforeAll, describe, expect, it } from 'vitest';
import { rollUp } from '../../support/analytics.js';
import { define } from '../../support/company.js';
import { figure } from '../../support/figures.js';
import { generateHistory, HISTORY_DEFINITIONS } from '../../support/generated.history.js';
import { numbersOf, seedOfRun } from '../../support/random.graphs.js';
import { useSession } from '../../support/session.js';

const TASKS = 700;
/** How far a place of a distribution may be from what it stands for. */
const RIGHT = 1.045;
const WINDOWS = ['20 minutes', '1 hour', '4 hours', '24 hours', '3 days', '300 years'];
const SCOPES: (string | null)[][] = [
  [null, null, null], ['sales', null, null], [null, 'order', null], ['stock', 'order', null], [null, null, '1.0.0'],
  ...HISTORY_DEFINITIONS.map(({ namespace, name, version }) => [namespace, name, version]),
  ['nobody', null, null], [null, 'nothing', '9.9.9'],
]; // prettier-ignore

/** Definitions of a scope, without the function under test. */
const DEFINED = `select d.named_task_id from tasker.named_tasks d join tasker.task_namespaces n using (task_namespace_id)
  where ($2::text is null or n.name = $2) and ($3::text is null or d.name = $3) and ($4::text is null or d.version = $4)`;

const DURATIONS = (seconds: string) => `jsonb_build_object('count', count(${seconds}), 'average', avg(${seconds}),
  'p50', percentile_disc(0.5) within group (order by ${seconds}), 'p95', percentile_disc(0.95) within group (order by ${seconds}),
  'p99', percentile_disc(0.99) within group (order by ${seconds}),
  'bounds', array[count(*) filter (where ${seconds} < 10 / ${RIGHT}), count(*) filter (where ${seconds} < 10 * ${RIGHT}),
    count(*) filter (where ${seconds} < 30 / ${RIGHT}), count(*) filter (where ${seconds} < 30 * ${RIGHT})])`;

const TASK_COUNTS = `select
  (select count(*)::integer from tasker.tasks t where t.requested_at >= $1 and t.named_task_id in (${DEFINED})) as created,
  (select jsonb_object_agg(s.state, (select count(*) from tasker.tasks t
     where t.requested_at >= $1 and t.state = s.state and t.named_task_id in (${DEFINED})))
   from unnest('{complete,error,cancelled,resolved_manually}'::text[]) as s (state)) as states,
  (select count(distinct (d.task_namespace_id, d.name))::integer from tasker.tasks t join tasker.named_tasks d using (named_task_id)
   where t.requested_at >= $1 and t.named_task_id in (${DEFINED})) as "taskTypes",
  count(*) filter (where h.to_state = 'complete')::integer as completed, count(*) filter (where h.to_state = 'error')::integer as failed,
  ${DURATIONS("(case when h.to_state = 'complete' then extract(epoch from h.created_at - t.requested_at) end)")} as durations
  from tasker.task_transitions h join tasker.tasks t using (task_id) where h.created_at >= $1 and t.named_task_id in (${DEFINED})`;

const ENDED = `from tasker.workflow_step_transitions h
  join tasker.workflow_steps s using (task_id, workflow_step_id) join tasker.tasks t using (task_id)
  where h.created_at >= $1 and h.started_at is not null and t.named_task_id in (${DEFINED})`;
const FINAL = "(h.to_state = 'complete' or h.error @> '{\"permanent\": true}')";
const TIMED = "h.to_state = 'complete' and h.run_seconds is not null";
const ATTEMPTS = `count(*)::integer as attempts, count(*) filter (where h.to_state = 'complete')::integer as completed,
  count(*) filter (where h.to_state = 'error')::integer as failed,
  count(*) filter (where h.to_state = 'error' and ${FINAL})::integer as "givenUp",
  count(*) filter (where h.attempt > 1 and ${FINAL})::integer as retried,
  count(*) filter (where h.attempt > 1 and h.to_state = 'complete')::integer as recovered,
  ${DURATIONS("(case when h.to_state = 'complete' then extract(epoch from h.created_at - h.started_at) end)")} as durations,
  ${DURATIONS(`(case when ${TIMED} then h.wait_seconds::float8 end)`)} as waits,
  ${DURATIONS(`(case when ${TIMED} then h.run_seconds::float8 end)`)} as runs`;

interface Durations {
  readonly count: number;
  readonly average: number | null;
  readonly buckets: number[];
  readonly bounds: number[];
}

/** Counts and averages are equal, what comes from a distribution is right to what is promised. */
function expectEqual(told: any, recount: any): void {
  const { durations, waits, runs, ...counts } = recount;
  expect(told).toMatchObject(counts);
  for (const [kind, expected] of Object.entries({ durations, waits, runs }).filter(([, value]) => value !== undefined)) {
    expectDurations(told[kind], expected as Durations, kind);
  }
}

function expectDurations(told: any, expected: any, kind: string): void {
  expect(told.count, kind).toBe(expected.count);
  if (expected.count === 0) {
    expect(told).toEqual({ count: 0, average: null, p50: null, p95: null, p99: null, buckets: [0, 0, 0] });
    return;
  }
  expect(told.average, kind).toBeCloseTo(expected.average, 4);
  for (const share of ['p50', 'p95', 'p99']) {
    expect(Math.max(told[share] / expected[share], expected[share] / told[share]), `${kind} ${share}`).toBeLessThanOrEqual(RIGHT);
  }
  const [short, middling, long] = told.buckets;
  const [tenLeast, tenMost, thirtyLeast, thirtyMost] = expected.bounds;
  expect(short + middling + long).toBe(expected.count);
  expect([short >= tenLeast, short <= tenMost, short + middling >= thirtyLeast, short + middling <= thirtyMost]).toEqual([
    true,
    true,
    true,
    true,
  ]);
}

describe('the figures of a window', () => {
  const session = useSession();
  const one = async (text: string, values: unknown[]) => (await session.rows(text, values))[0]!;
  const windowOf = async (window: string, scope: (string | null)[]) =>
    (await one('select tasker.window_figures(clock_timestamp() - $1::interval, $2, $3, $4) as figures', [window, ...scope])).figures;

  beforeAll(async () => {
    const seed = seedOfRun();
    figure(`seed ${seed}: repeat with TASKER_TEST_SEED=${seed}`);
    const next = numbersOf(seed);
    await generateHistory(session.client, next, TASKS / 2);
    await rollUp(session.client, 150);
    await generateHistory(session.client, next, TASKS / 2);
    await rollUp(session.client, 150);
  });

  it('come from a history with every state, with retries, with errors of each class and with attempts of unknown times', async () => {
    const { tasks, steps } = await windowOf('3 days', SCOPES[0]!);
    const counts = [tasks.complete, tasks.error, tasks.cancelled, tasks.resolved, steps.givenUp, steps.retried, steps.recovered];
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect(steps.runs.count).toBeLessThan(steps.durations.count);
    expect(await session.rows("select from tasker.error_figures(now() - interval '3 days', null, null, null, 50)")).toHaveLength(3);
  });

  it.each(WINDOWS)('of %s equal a recount of the history, for every scope', async (window) => {
    for (const scope of SCOPES) {
      const { since, tasks, steps, taskTypes } = await windowOf(window, scope);
      const recount = await one(TASK_COUNTS, [since, ...scope]);
      const { states, taskTypes: types, ...counts } = recount;
      expectEqual(tasks, {
        ...counts,
        complete: states.complete,
        error: states.error,
        cancelled: states.cancelled,
        resolved: states.resolved_manually,
      });
      expect(taskTypes).toBe(types);
      const attempts = await one(`select ${ATTEMPTS} ${ENDED}`, [since, ...scope]);
      expectEqual(steps, attempts);
      if (attempts.runs.count > 0)
        expect(steps.overheadAverage).toBeCloseTo(Math.max(attempts.durations.average - attempts.runs.average, 0), 4);
      else expect(steps.overheadAverage).toBeNull();
    }
  });

  it('of one step of a definition equal a recount in full hours, those with most seconds first', async () => {
    for (const scope of [SCOPES[0]!, SCOPES[1]!, SCOPES[5]!]) {
      const { since } = await one("select date_bin('1 hour', clock_timestamp() - interval '24 hours', '2000-01-01 00:00Z') as since", []);
      const recount = await session.rows(
        `select n.name as namespace, d.name as task_name, d.version, k.name as step_name, ${ATTEMPTS},
           (sum(case when h.to_state = 'complete' then extract(epoch from h.created_at - h.started_at) else 0 end)
           + coalesce(sum(h.wait_seconds) filter (where ${TIMED}), 0))::float8 as total
         ${ENDED.replace('where', 'join tasker.named_steps k using (named_step_id) join tasker.named_tasks d using (named_task_id) join tasker.task_namespaces n using (task_namespace_id) where')}
         group by 1, 2, 3, 4 order by total desc`,
        [since, ...scope],
      );
      const told = await session.rows("select * from tasker.step_figures($1::timestamptz + interval '35 minutes', $2, $3, $4, 50)", [
        since,
        ...scope,
      ]);
      expect(told).toHaveLength(recount.length);
      expect(recount.length).toBeGreaterThan(2);
      for (const [place, { total, namespace, task_name, version, step_name, ...counts }] of recount.entries()) {
        expect(told[place]).toMatchObject({ namespace, task_name, version, step_name, total_seconds: expect.closeTo(total, 2) });
        expectEqual(told[place]!.figures, counts);
      }
      for (const limit of [1, 2, 5]) {
        const first = await session.rows('select * from tasker.step_figures($1, $2, $3, $4, $5)', [since, ...scope, limit]);
        expect(first).toEqual(told.slice(0, limit));
      }
    }
  });

  it('of errors equal a recount by class in full hours, the most frequent first, with the step that has most of them', async () => {
    for (const scope of SCOPES) {
      const since = (
        await one("select date_bin('1 hour', clock_timestamp() - interval '18 hours 25 minutes', '2000-01-01 00:00Z') as at", [])
      ).at;
      const recount = await session.rows(
        `with failed as (select h.error ->> 'errorClass' as class, t.named_task_id, s.named_step_id, ${FINAL} as final, h.created_at
           ${ENDED} and h.to_state = 'error'),
         most as (select distinct on (class) class, k.name from failed join tasker.named_steps k using (named_step_id)
           group by class, k.name, named_task_id, named_step_id order by class, count(*) desc, named_task_id, named_step_id)
         select class as error_class, count(*) as failures, count(*) filter (where final) as permanent,
           count(distinct (named_task_id, named_step_id)) as steps, max(most.name) as step_name, max(created_at) as last_at
         from failed join most using (class) group by 1 order by 2 desc, 1`,
        [since, ...scope],
      );
      const told = await session.rows("select * from tasker.error_figures($1::timestamptz + interval '35 minutes', $2, $3, $4, 50)", [
        since,
        ...scope,
      ]);
      expect(told.map(({ last_message: _message, ...counts }) => counts)).toEqual(recount);
      for (const { last_message: message } of told) expect(message).toMatch(/^no \d$/);
    }
  });

  it('of a scope that there is not are zeros and empty lists', async () => {
    const { tasks, steps, taskTypes } = await windowOf('24 hours', ['nobody', null, null]);
    const nothing = { count: 0, average: null, p50: null, p95: null, p99: null, buckets: [0, 0, 0] };
    expect(taskTypes).toBe(0);
    expect(tasks).toEqual({ created: 0, complete: 0, error: 0, cancelled: 0, resolved: 0, completed: 0, failed: 0, durations: nothing });
    expect(steps).toEqual({ attempts: 0, completed: 0, failed: 0, givenUp: 0, retried: 0, recovered: 0, durations: nothing, waits: nothing, runs: nothing, overheadAverage: null }); // prettier-ignore
    expect(await session.rows("select * from tasker.step_figures(now() - interval '1 day', 'nobody', null, null, 10)")).toEqual([]);
    expect(await session.rows("select * from tasker.overview_figures('nobody', null, null)")).toEqual([
      { active_tasks: '0', namespaces: '0', task_types: '0' },
    ]);
  });

  it('of a time to come are empty', async () => {
    const { tasks, steps } = await windowOf('-1 hour', SCOPES[0]!);
    expect([tasks.created, tasks.completed, steps.attempts]).toEqual([0, 0, 0]);
  });

  it('beside an overview that equals a recount', async () => {
    for (const scope of SCOPES) {
      const [recount] = await session.rows(
        `select count(*) filter (where t.state in ('pending', 'in_progress')) as active_tasks, count(distinct d.task_namespace_id) as namespaces,
           count(distinct (d.task_namespace_id, d.name)) as task_types
         from tasker.tasks t join tasker.named_tasks d using (named_task_id) where $1::text is null and t.named_task_id in (${DEFINED})`,
        [null, ...scope],
      );
      expect(await session.rows('select * from tasker.overview_figures($1, $2, $3)', scope)).toEqual([recount]);
    }
  });
});

describe('a name with a task', () => {
  const session = useSession();

  it('counts in the window in which the task was created, and in the overview until the task is deleted', async () => {
    const [definition] = await define(session.client, ['one']);
    const [task] = await session.rows(
      `insert into tasker.tasks (task_id, named_task_id, requested_at, finished_at, state, incomplete_steps, active_steps, context)
       values (gen_random_uuid(), $1, now() - interval '2 hours', now(), 'complete', 0, 0, '{}') returning task_id`,
      [definition!.namedTask],
    );
    await session.rows(
      "insert into tasker.task_transitions (task_id, created_at, from_state, to_state) values ($1, now(), 'pending', 'complete')",
      [task!.task_id],
    );
    await rollUp(session.client, 150);
    const told = async (window: string) =>
      (await session.rows('select tasker.window_figures(now() - $1::interval, $2, null, null) as figures', [window, 'company']))[0]!
        .figures;
    expect(await told('20 minutes')).toMatchObject({ taskTypes: 0, tasks: { created: 0, complete: 0, completed: 1 } });
    expect(await told('4 hours')).toMatchObject({ taskTypes: 1, tasks: { created: 1, complete: 1, completed: 1 } });
    const overview = () => session.rows("select * from tasker.overview_figures('company', null, null)");
    expect(await overview()).toEqual([{ active_tasks: '0', namespaces: '1', task_types: '1' }]);
    await session.rows('select tasker.delete_tasks(array[$1::uuid])', [task!.task_id]);
    expect(await overview()).toEqual([{ active_tasks: '0', namespaces: '0', task_types: '0' }]);
  });
});

describe('figures of more than an integer holds', () => {
  const session = useSession();

  it('are told, of tasks and of steps', async () => {
    const [definition] = await define(session.client, ['one']);
    const { named_step_id: step } = (await session.rows('select named_step_id from tasker.named_tasks_named_steps'))[0]!;
    const hours = "(select date_bin('1 hour', now(), '2000-01-01 00:00Z') - n * interval '1 hour' as at from generate_series(0, 1) n) h";
    await session.rows(
      `insert into tasker.analytics_steps (named_task_id, named_step_id, span, began_at, attempts, completed, durations)
       select s.task, s.step, 3600, h.at, 2e9, 2e9, '{0,2000000000}' from (values (0, 0), ($1::integer, 0), ($1, $2::integer)) s (task, step), ${hours}`,
      [definition!.namedTask, step],
    );
    await session.rows(
      `insert into tasker.analytics_tasks (named_task_id, span, began_at, completed, durations)
       select s.task, 3600, h.at, 2e9, '{0,2000000000}' from (values (0), ($1::integer)) s (task), ${hours}`,
      [definition!.namedTask],
    );
    const told = { count: 4e9, p99: expect.closeTo(0.0001 * 2 ** (0.5 / 8), 9), buckets: [4e9, 0, 0] };
    const { figures } = (await session.rows("select tasker.window_figures(now() - interval '9 days', null, null, null) as figures"))[0]!;
    expect(figures).toMatchObject({ tasks: { completed: 4e9, durations: told }, steps: { attempts: 4e9, durations: told } });
    const steps = await session.rows("select figures from tasker.step_figures(now() - interval '9 days', null, null, null, 10)");
    expect(steps).toMatchObject([{ figures: { attempts: 4e9, durations: told } }]);
  });
});
