-- A figure that changes when a worker's lanes do, or when lanes come under a limit or out of it: the lanes of its definitions, their keys,
-- and the names of all limits of queues and systems. Called by heartbeat and worker_coverage.
create function tasker.coverage_figure(p_named_task_ids integer[])
returns bigint
language sql stable
as $$
  select (select count(*) from tasker.lanes l where l.named_task_id = any (p_named_task_ids))
    + 1000003 * (select count(*) from tasker.limit_keys k where k.named_task_id = any (p_named_task_ids))
    + coalesce((select sum(abs(hashtext(m.kind || ' ' || m.name)::bigint))::bigint from tasker.limits m where m.kind <> 'key'), 0);
$$;
