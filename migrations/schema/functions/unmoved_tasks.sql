-- Tasks that have begun, are not paused, and have not moved for p_seconds (has_moved: one with a running step moves), in task_id order: at
-- most p_limit of the next p_scan unfinished ones after p_after. A task of which no step was ever claimed waits for a worker; staleness
-- tells about it. `last_id`: where the next call goes on, null when the end was reached. Reads only. Called by BottleneckWatch.
create function tasker.unmoved_tasks(
  p_seconds double precision, p_after uuid, p_scan integer, p_limit integer, out last_id uuid, out task_ids uuid[])
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_since timestamptz := clock_timestamp() - make_interval(secs => p_seconds);
begin
  with seen as materialized (
    select t.task_id, t.state, t.requested_at, t.paused_at
    from tasker.tasks t
    where t.finished_at is null and t.task_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
    order by t.task_id limit p_scan
  ),
  unmoved as materialized (
    select s.task_id from seen s
    where s.state = 'in_progress' and s.paused_at is null and s.requested_at <= v_since and not tasker.has_moved(s.task_id, v_since)
    limit p_limit
  )
  select case
      when cardinality(u.ids) = p_limit then u.ids[p_limit]
      when e.looked = p_scan then e.last_id end, u.ids
  into last_id, task_ids
  from (select array(select m.task_id from unmoved m) as ids) u
  cross join (select count(*) as looked, (array_agg(s.task_id order by s.task_id desc))[1] as last_id from seen s) e;
end
$$;
