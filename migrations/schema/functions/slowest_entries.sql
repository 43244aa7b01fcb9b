-- The slowest tasks (p_kind 'task') or attempts ('step') of some definitions that ended since a time, rounded down to full ten minutes or,
-- longer ago than a day, hours; the longest first, at most p_limit. Those whose task is gone, and tasks that went on since, are passed
-- over. First the slowest of every stretch is looked up in the index alone, then stretch after stretch is read, that with the slowest
-- first, until what is left cannot be among the slowest of all. Index look-ups only; locks nothing. Called by get_slowest_steps and
-- get_slowest_tasks.
create function tasker.slowest_entries(p_kind text, p_since timestamptz, p_limit integer, p_definitions integer[])
returns table (task_id uuid, workflow_step_id integer, attempt integer, duration_seconds double precision, ended_at timestamptz)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_stretch record;
  v_found tasker.analytics_slowest[] := '{}';
  v_more tasker.analytics_slowest[];
  -- What an entry has to reach to be among the p_limit slowest found so far.
  v_least double precision := 0;
begin
  for v_stretch in
    with run as materialized (select r.* from tasker.analytics_stretches(p_since, 600) r)
    select d.named_task_id, r.span, g.began_at, f.duration_seconds
    from unnest(p_definitions) as d (named_task_id)
    cross join run r
    -- From the first that there is: a time long ago costs no more than what is kept.
    cross join lateral (
      select min(e.began_at) as began_at from tasker.analytics_slowest e
      where e.named_task_id = d.named_task_id and e.kind = p_kind and e.span = r.span and e.began_at >= r.began_at
    ) m
    cross join lateral generate_series(m.began_at, least(r.ended_at - interval '1 second', clock_timestamp()), r.span * interval '1 second')
      as g (began_at)
    cross join lateral (
      select e.duration_seconds
      from tasker.analytics_slowest e
      where e.named_task_id = d.named_task_id and e.kind = p_kind and e.span = r.span and e.began_at = g.began_at
        and e.duration_seconds > 0
      order by e.duration_seconds desc limit 1
    ) f
    order by f.duration_seconds desc
  loop
    exit when v_stretch.duration_seconds < v_least;
    v_more := array(
      select e
      from tasker.analytics_slowest e
      join tasker.tasks t on t.task_id = e.task_id
      where e.named_task_id = v_stretch.named_task_id and e.kind = p_kind and e.span = v_stretch.span
        and e.began_at = v_stretch.began_at and (p_kind = 'step' or t.finished_at = e.ended_at)
        and e.duration_seconds > 0 and e.duration_seconds >= v_least
      order by e.duration_seconds desc, e.task_id desc, e.workflow_step_id desc limit p_limit);
    if cardinality(v_more) > 0 then
      v_found := array(
        select f from unnest(v_found || v_more) f
        order by f.duration_seconds desc, f.task_id desc, f.workflow_step_id desc limit p_limit);
      v_least := case when cardinality(v_found) < p_limit then 0 else (v_found[p_limit]).duration_seconds end;
    end if;
  end loop;
  return query
  select f.task_id, f.workflow_step_id, f.attempt, f.duration_seconds, f.ended_at
  from unnest(v_found) f
  order by f.duration_seconds desc, f.task_id desc, f.workflow_step_id desc;
end
$$;
