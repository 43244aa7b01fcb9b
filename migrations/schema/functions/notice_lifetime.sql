-- Writes a warning for each unfinished task that is older than its definition allows; a paused one is not meant,
-- and the time counts anew when a person takes a task out of error or resumes it (lifetime_began). Looks at the next p_scan
-- unfinished tasks after p_after, in task_id order, which is nearly the order of creation. p_policies as in notice_waiting. Returns the
-- last task looked at (null: the end was reached) and the tasks that are to be failed instead (fail_stale). Locks only what it
-- inserts. Called by StalenessJob.
create function tasker.notice_lifetime(p_policies jsonb, p_after uuid, p_scan integer, out last_id uuid, out failing uuid[])
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
begin
  with seen as materialized (
    select t.task_id, t.named_task_id, t.requested_at, t.paused_at
    from tasker.tasks t
    where t.finished_at is null and t.task_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
    order by t.task_id limit p_scan
  ),
  old as materialized (
    select s.task_id, b.began, l.seconds, l.fail
    from seen s
    cross join lateral (
      select (p_policies -> s.named_task_id::text ->> 'lifetime')::double precision as seconds,
        (p_policies -> s.named_task_id::text ->> 'fail')::boolean as fail
    ) l
    cross join lateral (
      select case when s.requested_at <= v_now - make_interval(secs => l.seconds)
        then tasker.lifetime_began(s.task_id, s.requested_at) end as began
    ) b
    where s.paused_at is null and b.began <= v_now - make_interval(secs => l.seconds)
  ),
  warned as (
    insert into tasker.task_warnings (task_id, kind, since, noticed_at, detail)
    select o.task_id, 'lifetime', o.began, v_now, jsonb_build_object('limitSeconds', o.seconds)
    from old o where not o.fail order by o.task_id
    on conflict do nothing
  )
  select case when count(*) = p_scan then (array_agg(s.task_id order by s.task_id desc))[1] end,
    coalesce((select array_agg(o.task_id) from old o where o.fail), '{}')
  into last_id, failing
  from seen s;
end
$$;
