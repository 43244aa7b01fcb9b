-- Writes a warning for each task that has a step which is due and which nobody claimed for longer than its definition allows. Steps that
-- wait for a retry or a pause have another time, or none, and are not meant; nor are those that a limit keeps (waits_for_limit). p_policies: {named task id: {waiting, lifetime
-- (seconds), lostAttempts, fail}}; what is absent has no limit. Of each lane and priority the p_scan oldest steps are looked at, through
-- the index of the queue: with a longer backlog the rest is seen when those have gone. Returns the tasks that are to be failed
-- instead (fail_stale), at most p_scan. Locks only what it inserts. Called by StalenessJob.
create function tasker.notice_waiting(p_policies jsonb, p_scan integer)
returns uuid[]
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_failing uuid[];
begin
  with recursive lane as materialized (
    select l.lane, (p.value ->> 'waiting')::double precision as seconds, (p.value ->> 'fail')::boolean as fail
    from jsonb_each(p_policies) p join tasker.lanes l on l.named_task_id = p.key::integer
    where p.value ? 'waiting'
  ),
  unit as (
    select l.lane, l.seconds, l.fail, s.priority
    from lane l
    cross join lateral (
      select q.priority from tasker.workflow_steps q
      where q.lane = l.lane and q.ready_at is not null order by q.priority desc limit 1
    ) s
    union all
    select u.lane, u.seconds, u.fail, s.priority
    from unit u
    cross join lateral (
      select q.priority from tasker.workflow_steps q
      where q.lane = u.lane and q.priority < u.priority and q.ready_at is not null order by q.priority desc limit 1
    ) s
  ),
  old as materialized (
    select distinct on (s.task_id) s.task_id, s.workflow_step_id, s.ready_at, u.seconds, u.fail
    from unit u
    cross join lateral (
      select q.task_id, q.workflow_step_id, q.ready_at from tasker.workflow_steps q
      where q.lane = u.lane and q.priority = u.priority and q.ready_at <= v_now - make_interval(secs => u.seconds)
      order by q.ready_at limit p_scan
    ) s
    where not tasker.waits_for_limit(s.task_id, s.workflow_step_id, u.lane, v_now - make_interval(secs => u.seconds))
    order by s.task_id, s.ready_at, s.workflow_step_id
  ),
  warned as (
    insert into tasker.task_warnings (task_id, kind, workflow_step_id, since, noticed_at, detail)
    select o.task_id, 'waiting', o.workflow_step_id, o.ready_at, v_now, jsonb_build_object('limitSeconds', o.seconds)
    from old o
    where not o.fail and not exists (
      select from tasker.task_warnings w where w.task_id = o.task_id and w.kind = 'waiting')
    order by o.task_id
    on conflict do nothing
  )
  select array_agg(f.task_id) into v_failing
  from (select o.task_id from old o where o.fail order by o.ready_at limit p_scan) f;
  return coalesce(v_failing, '{}');
end
$$;
