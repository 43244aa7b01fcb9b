-- How attempts of a namespace, name and version (each may be left out) have failed since a time, rounded down to a full hour, by class
-- of error: the most frequent classes first, at most p_limit (1 to 50). `steps`: different steps of definitions; `step_name`: the one
-- that failed so most often. Reads the errors of these definitions in these hours; locks nothing. Called by AnalyticsReader.
create function tasker.error_figures(p_since timestamptz, p_namespace text, p_name text, p_version text, p_limit integer)
returns table (
  error_class text, failures bigint, permanent bigint, steps bigint, step_name text, last_at timestamptz, last_message text
)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set enable_sort = off
set jit = off
as $$
begin
  return query
  with stretch as materialized (
    select g.named_task_id, r.began_at, r.ended_at
    from tasker.analytics_stretches(p_since, 3600) r
    cross join unnest(tasker.analytics_definitions(p_namespace, p_name, p_version)) as g (named_task_id)
  ),
  step as materialized (
    select e.error_class, e.named_task_id, e.named_step_id, sum(e.failures) as failures, sum(e.permanent) as permanent,
      max(e.last_at) as last_at
    from stretch s
    join tasker.analytics_errors e on e.named_task_id = s.named_task_id and e.began_at >= s.began_at and e.began_at < s.ended_at
    group by 1, 2, 3
  ),
  class as materialized (
    select s.error_class, sum(s.failures)::bigint as failures, sum(s.permanent)::bigint as permanent, count(*) as steps,
      (array_agg(s.named_step_id order by s.failures desc, s.named_task_id, s.named_step_id))[1] as named_step_id,
      max(s.last_at) as last_at, (array_agg(array[s.named_task_id, s.named_step_id] order by s.last_at desc))[1:1] as last_step
    from step s group by s.error_class
    order by 2 desc, 1 limit tasker.limit_count(p_limit)
  )
  select c.error_class, c.failures, c.permanent, c.steps, n.name, c.last_at, (
    select e.last_message
    from tasker.analytics_errors e
    where e.named_task_id = c.last_step[1][1] and e.named_step_id = c.last_step[1][2] and e.error_class = c.error_class
      and e.began_at = date_bin(interval '1 hour', c.last_at, timestamptz '2000-01-01 00:00:00+00'))
  from class c join tasker.named_steps n on n.named_step_id = c.named_step_id
  order by c.failures desc, c.error_class;
end
$$;
