-- Figures of each step of the definitions of a namespace, name and version (each may be left out) since a time, rounded down to a full
-- hour, as window_figures: those first that took most seconds in all, waits before the claim included; at most p_limit (1 to 50). Reads
-- the figures of each definition as a whole, and of its steps only where one of them can be among these; locks nothing. Called by
-- AnalyticsReader.
create function tasker.step_figures(p_since timestamptz, p_namespace text, p_name text, p_version text, p_limit integer)
returns table (namespace text, task_name text, version text, step_name text, total_seconds double precision, figures jsonb)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_definition record;
  v_limit constant integer := tasker.limit_count(p_limit);
  -- The busiest found so far, [definition, step], and their seconds and attempts.
  v_steps integer[] := '{}';
  v_definitions integer[] := '{}';
  v_seconds double precision[] := '{}';
  v_attempts bigint[] := '{}';
begin
  for v_definition in
    with run as materialized (select r.* from tasker.analytics_stretches(p_since, 3600) r)
    select g.named_task_id, f.seconds
    from unnest(tasker.analytics_definitions(p_namespace, p_name, p_version)) as g (named_task_id)
    cross join lateral (
      select sum(a.duration_seconds + a.wait_seconds) as seconds, sum(a.attempts) as attempts
      from run r
      join tasker.analytics_steps a on a.named_task_id = g.named_task_id and a.named_step_id = 0 and a.span = r.span
        and a.began_at >= r.began_at and a.began_at < r.ended_at
    ) f
    where f.attempts > 0
    order by f.seconds desc
  loop
    -- No step takes more than its definition; the sums were added up in another order.
    exit when v_definition.seconds * (1 + 1e-9) < v_seconds[v_limit];
    with run as materialized (select r.* from tasker.analytics_stretches(p_since, 3600) r),
    busiest as (
      select l.named_task_id, l.named_step_id, f.seconds, f.attempts
      from tasker.named_tasks_named_steps l
      cross join lateral (
        select sum(a.duration_seconds + a.wait_seconds) as seconds, sum(a.attempts) as attempts
        from run r
        join tasker.analytics_steps a on a.named_task_id = l.named_task_id and a.named_step_id = l.named_step_id and a.span = r.span
          and a.began_at >= r.began_at and a.began_at < r.ended_at
      ) f
      where l.named_task_id = v_definition.named_task_id and f.attempts > 0
      union all
      select b.* from unnest(v_definitions, v_steps, v_seconds, v_attempts) as b (named_task_id, named_step_id, seconds, attempts)
      order by seconds desc, attempts desc, named_task_id, named_step_id limit v_limit
    )
    select array_agg(b.named_task_id), array_agg(b.named_step_id), array_agg(b.seconds), array_agg(b.attempts)
    into v_definitions, v_steps, v_seconds, v_attempts from busiest b;
  end loop;
  return query
  select n.name, d.name, d.version, s.name, b.seconds, f.figures
  from tasker.attempt_figures(p_since, 3600, v_definitions, v_steps, array(select generate_series(1, cardinality(v_steps)))) f
  join unnest(v_definitions, v_steps, v_seconds) with ordinality as b (named_task_id, named_step_id, seconds, place)
    on b.place = f.group_id
  join tasker.named_tasks d on d.named_task_id = b.named_task_id
  join tasker.task_namespaces n on n.task_namespace_id = d.task_namespace_id
  join tasker.named_steps s on s.named_step_id = b.named_step_id
  order by b.seconds desc, n.name, d.name, d.version, s.name;
end
$$;
