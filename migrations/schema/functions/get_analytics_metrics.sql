-- Figures of everything since a time (an hour ago when none is given), as far as history is counted: until calculated_at, null when
-- nothing is (roll_up). task_throughput: tasks created since then; completion and error: those of them that are complete or in error
-- now; step_throughput: attempts completed since then. Seconds are averages of what was completed since then: a task from request to
-- rest, an attempt from claim to end. The health score is complete / (complete + error) of the tasks created in the last hour, 1 when
-- there are none. The window begins at analysis_period_start, a full stretch of analytics_stretches (specification: engine core §2.6; a
-- task counts by its own state, not by those of its steps). Reads at most some dozen rows an hour back; locks nothing. Called by
-- AnalyticsReader.
create function tasker.get_analytics_metrics(since_timestamp timestamptz default null)
returns table (
  active_tasks_count bigint, total_namespaces_count bigint, unique_task_types_count bigint, system_health_score numeric,
  task_throughput bigint, completion_count bigint, error_count bigint, completion_rate numeric, error_rate numeric,
  avg_task_duration numeric, avg_step_duration numeric, step_throughput bigint, analysis_period_start timestamptz, calculated_at timestamptz
)
language plpgsql stable
set enable_seqscan = off
as $$
declare
  v_hour timestamptz := clock_timestamp() - interval '1 hour';
  v_since timestamptz := coalesce(since_timestamp, v_hour);
begin
  return query
  select o.active_tasks, o.namespaces, o.task_types, coalesce(round(h.complete::numeric / nullif(h.complete + h.error, 0), 3), 1.000),
    t.created, t.complete, t.error,
    coalesce(round(100.0 * t.complete / nullif(t.created, 0), 2), 0.00), coalesce(round(100.0 * t.error / nullif(t.created, 0), 2), 0.00),
    coalesce(round((t.seconds / nullif(t.completed, 0))::numeric, 3), 0.000),
    coalesce(round((s.seconds / nullif(s.completed, 0))::numeric, 3), 0.000), s.completed,
    coalesce((select min(r.began_at) from tasker.analytics_stretches(v_since) r), v_since), (select m.as_of from tasker.analytics_marks m)
  from tasker.overview_figures(null, null, null) o
  cross join (
    select coalesce(sum(a.of_complete), 0) as complete, coalesce(sum(a.of_error), 0) as error
    from tasker.analytics_stretches(v_hour) r
    join tasker.analytics_tasks a on a.named_task_id = 0 and a.span = r.span and a.began_at >= r.began_at and a.began_at < r.ended_at
  ) h
  cross join (
    select coalesce(sum(a.created), 0) as created, coalesce(sum(a.of_complete), 0) as complete, coalesce(sum(a.of_error), 0) as error,
      coalesce(sum(a.completed), 0) as completed, sum(a.duration_seconds) as seconds
    from tasker.analytics_stretches(v_since) r
    join tasker.analytics_tasks a on a.named_task_id = 0 and a.span = r.span and a.began_at >= r.began_at and a.began_at < r.ended_at
  ) t
  cross join (
    select coalesce(sum(a.completed), 0) as completed, sum(a.duration_seconds) as seconds
    from tasker.analytics_stretches(v_since) r
    join tasker.analytics_steps a on a.named_task_id = 0 and a.named_step_id = 0 and a.span = r.span
      and a.began_at >= r.began_at and a.began_at < r.ended_at
  ) s;
end
$$;
