-- How many unfinished tasks do not move, by the severity of what holds them up, of the first p_bound that the watch has found; a severity
-- without any is absent. One look by index for each of them. Reads only. Called by queue_figures.
create function tasker.bottleneck_figures(p_bound integer)
returns jsonb
language sql stable
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
as $$
  select coalesce(jsonb_object_agg(g.severity, g.tasks), '{}')
  from (
    select b.severity, count(*)::integer as tasks
    from (select k.task_id, k.severity from tasker.task_bottlenecks k order by k.task_id limit p_bound) b
    cross join lateral (select t.finished_at from tasker.tasks t where t.task_id = b.task_id offset 0) t
    where b.severity is not null and t.finished_at is null
    group by b.severity
  ) g;
$$;
