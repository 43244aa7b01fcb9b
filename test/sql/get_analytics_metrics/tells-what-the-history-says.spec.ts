import { beforeAll, describe, expect, it } from 'vitest';
import { rollUp } from '../../support/analytics.js';
import { generateHistory } from '../../support/generated.history.js';
import { numbersOf, seedOfRun } from '../../support/random.graphs.js';
import { useSession } from '../../support/session.js';

const RECOUNT = `select
  (select count(*) from tasker.tasks where state in ('pending', 'in_progress')) as active_tasks_count,
  (select count(distinct d.task_namespace_id) from tasker.tasks join tasker.named_tasks d using (named_task_id)) as total_namespaces_count,
  (select count(distinct (d.task_namespace_id, d.name)) from tasker.tasks join tasker.named_tasks d using (named_task_id)) as unique_task_types_count,
  (select round(count(*) filter (where state = 'complete')::numeric / count(*) filter (where state in ('complete', 'error')), 3)
   from tasker.tasks where requested_at >= $2) as system_health_score,
  c.*, round(100.0 * c.completion_count / c.task_throughput, 2) as completion_rate, round(100.0 * c.error_count / c.task_throughput, 2) as error_rate,
  (select round(avg(extract(epoch from h.created_at - t.requested_at)), 3) from tasker.task_transitions h join tasker.tasks t using (task_id)
   where h.created_at >= $1 and h.to_state = 'complete') as avg_task_duration,
  (select round(avg(extract(epoch from h.created_at - h.started_at)), 3) from tasker.workflow_step_transitions h
   where h.created_at >= $1 and h.to_state = 'complete') as avg_step_duration,
  (select count(*) from tasker.workflow_step_transitions h where h.created_at >= $1 and h.to_state = 'complete') as step_throughput
  from (
    select count(*) as task_throughput, count(*) filter (where state = 'complete') as completion_count,
      count(*) filter (where state = 'error') as error_count
    from tasker.tasks where requested_at >= $1
  ) c`;

/** What `select *` gives of a function: names and types in their order. */
const COLUMNS = `select string_agg(k.name || ' ' || format_type(k.type, null), ', ' order by k.place) as columns
  from pg_proc p cross join lateral unnest(p.proargnames, p.proallargtypes, p.proargmodes) with ordinality as k (name, type, mode, place)
  where p.oid = $1::regproc and k.mode = 't'`;

describe('get_analytics_metrics', () => {
  const session = useSession();
  const MINUTE = "select date_bin('1 minute', clock_timestamp() - interval '1 hour', '2000-01-01 00:00Z') as began_at";
  /** Looks until a look begins and ends in one minute, at which windows begin; tells the minute of an hour ago too. */
  const withinOneMinute = async <Told>(look: () => Promise<Told>): Promise<readonly [told: Told, hourAgo: Date]> => {
    for (;;) {
      const [before] = await session.rows<{ began_at: Date }>(MINUTE);
      const told = await look();
      const [after] = await session.rows<{ began_at: Date }>(MINUTE);
      if (before!.began_at.getTime() === after!.began_at.getTime()) return [told, after!.began_at];
    }
  };
  const metrics = async (since: string | null) =>
    (await session.rows('select * from tasker.get_analytics_metrics(clock_timestamp() - $1::interval)', [since]))[0]!;

  it('says before anything is counted that nothing is: no moment, no figures, a full score', async () => {
    expect((await session.rows('select * from tasker.get_analytics_metrics()'))[0]).toMatchObject({
      active_tasks_count: '0',
      task_throughput: '0',
      completion_rate: '0.00',
      avg_task_duration: '0.000',
      system_health_score: '1.000',
      calculated_at: null,
    });
  });

  describe('of a history', () => {
    beforeAll(async () => {
      await generateHistory(session.client, numbersOf(seedOfRun()), 300);
      await rollUp(session.client, 150);
    });

    it.each(['30 minutes', '4 hours', '1 day', '60 hours'])('of the last %s equals a recount', async (window) => {
      const [{ analysis_period_start: since, calculated_at: asOf, ...told }, hourAgo] = await withinOneMinute(() => metrics(window));
      expect(told).toEqual((await session.rows(RECOUNT, [since, hourAgo]))[0]);
      expect(asOf).toBeInstanceOf(Date);
    });

    it('takes the last hour when no time is given', async () => {
      const [both] = await withinOneMinute(async () => [
        (await session.rows('select * from tasker.get_analytics_metrics()'))[0],
        await metrics('1 hour'),
      ]);
      expect(both[0]).toEqual(both[1]);
    });

    it('is the same in every time zone, for everything else too', async () => {
      const look = async (zone: string) => {
        await session.rows(`set timezone = '${zone}'`);
        const since = "clock_timestamp() - interval '90 minutes'";
        const figures = await session.rows(`select tasker.window_figures(${since}, null, null, null) - 'since' - 'asOf' as figures,
          (tasker.window_figures(${since}, null, null, null) ->> 'since')::timestamptz as since`);
        const slowest = await session.rows(`select * from tasker.get_slowest_steps(${since}, 50)`);
        return [
          await metrics('90 minutes'),
          figures,
          slowest,
          await session.rows(`select * from tasker.error_figures(${since}, null, null, null, 9)`),
        ];
      };
      const [told] = await withinOneMinute(async () => {
        const looks = [];
        for (const zone of ['UTC', 'Asia/Kathmandu', 'Pacific/Chatham', 'America/St_Johns']) looks.push(await look(zone));
        return looks;
      });
      expect(told[0]![2]).not.toEqual([]);
      for (const other of told.slice(1)) expect(other).toEqual(told[0]);
      await session.rows('reset timezone');
    });
  });

  it.each([
    [
      'get_system_health_counts',
      'total_tasks bigint, pending_tasks bigint, in_progress_tasks bigint, complete_tasks bigint, error_tasks bigint, ' +
        'cancelled_tasks bigint, total_steps bigint, pending_steps bigint, in_progress_steps bigint, complete_steps bigint, error_steps bigint, ' +
        'retryable_error_steps bigint, exhausted_retry_steps bigint, in_backoff_steps bigint, active_connections bigint, max_connections bigint',
    ],
    [
      'get_analytics_metrics',
      'active_tasks_count bigint, total_namespaces_count bigint, unique_task_types_count bigint, system_health_score numeric, ' +
        'task_throughput bigint, completion_count bigint, error_count bigint, completion_rate numeric, error_rate numeric, avg_task_duration numeric, ' +
        'avg_step_duration numeric, step_throughput bigint, analysis_period_start timestamp with time zone, calculated_at timestamp with time zone',
    ],
    [
      'get_slowest_steps',
      'workflow_step_id integer, task_id uuid, step_name text, task_name text, namespace_name text, version text, ' +
        'duration_seconds numeric, attempts integer, created_at timestamp with time zone, completed_at timestamp with time zone, retryable boolean, step_status text',
    ],
    [
      'get_slowest_tasks',
      'task_id uuid, task_name text, namespace_name text, version text, duration_seconds numeric, step_count bigint, ' +
        'completed_steps bigint, error_steps bigint, created_at timestamp with time zone, completed_at timestamp with time zone, initiator text, source_system text',
    ],
  ])('%s has the columns of the specification', async (name, columns) => {
    expect(await session.rows(COLUMNS, [`tasker.${name}`])).toEqual([{ columns }]);
  });
});
