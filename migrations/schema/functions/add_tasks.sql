-- Adds figures of minutes to analytics_tasks: to the minute, its ten minutes and its hour, as far as these are kept, of their definition, of
-- its namespace and of all of them together. In p_figures a distribution is the place that all of `completed` are at. Locks the rows it changes. Called by
-- count_task_history, whose caller holds the marks.
create function tasker.add_tasks(p_figures tasker.analytics_tasks[])
returns void
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set enable_material = off
set jit = off
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  with place as (
    select g.named_task_id, r.span, date_bin(r.span * interval '1 second', m.began_at, timestamptz '2000-01-01 00:00:00+00') as began_at,
      m.durations[1] as place, sum(m.created) as created, sum(m.of_complete) as of_complete, sum(m.of_error) as of_error,
      sum(m.of_cancelled) as of_cancelled, sum(m.of_resolved) as of_resolved, sum(m.completed) as completed, sum(m.failed) as failed,
      sum(m.cancelled) as cancelled, sum(m.resolved) as resolved, sum(m.duration_seconds) as seconds
    from unnest(p_figures) m
    join tasker.named_tasks d on d.named_task_id = m.named_task_id
    join (values (60, tasker.analytics_kept_since(60, v_now)), (600, tasker.analytics_kept_since(600, v_now)), (3600, '-infinity'))
      as r (span, since) on m.began_at >= r.since
    cross join lateral (values (m.named_task_id), (-d.task_namespace_id), (0)) as g (named_task_id)
    group by 1, 2, 3, 4
  ),
  stretch as materialized (
    select p.named_task_id, p.span, p.began_at, sum(p.created) as created, sum(p.of_complete) as of_complete, sum(p.of_error) as of_error,
      sum(p.of_cancelled) as of_cancelled, sum(p.of_resolved) as of_resolved, sum(p.completed) as completed, sum(p.failed) as failed,
      sum(p.cancelled) as cancelled, sum(p.resolved) as resolved, sum(p.seconds) as seconds,
      array_agg(array[p.place, p.completed::integer]) filter (where p.place is not null) as durations
    from place p group by 1, 2, 3
  )
  insert into tasker.analytics_tasks as a
  select s.named_task_id, s.span, s.began_at, s.created, s.of_complete, s.of_error, s.of_cancelled, s.of_resolved, s.completed, s.failed,
    s.cancelled, s.resolved, s.seconds, tasker.raised_distribution(o.durations, s.durations)
  from stretch s
  left join lateral (
    select k.durations from tasker.analytics_tasks k
    where k.named_task_id = s.named_task_id and k.span = s.span and k.began_at = s.began_at limit 1) o on true
  on conflict (named_task_id, span, began_at) do update set created = a.created + excluded.created,
    of_complete = a.of_complete + excluded.of_complete, of_error = a.of_error + excluded.of_error,
    of_cancelled = a.of_cancelled + excluded.of_cancelled, of_resolved = a.of_resolved + excluded.of_resolved,
    completed = a.completed + excluded.completed, failed = a.failed + excluded.failed, cancelled = a.cancelled + excluded.cancelled,
    resolved = a.resolved + excluded.resolved, duration_seconds = a.duration_seconds + excluded.duration_seconds,
    durations = excluded.durations;
end
$$;
