-- All limits with what goes on under them: running, and promised to steps that waited; waiting: steps that are due in their lanes or wait for
-- a key; tokens now. p_within: only the limits of keys of definitions in these namespaces, since queues and systems belong to none; null = all.
-- Reads the queue of each limited lane: for people. Called by Orchestrator.limits.
create function tasker.list_limits(p_within text[] default null)
returns table (
  kind text, name text, max_running integer, rate double precision, per_seconds double precision, burst integer,
  tokens double precision, running bigint, waiting bigint, keyless bigint)
language plpgsql stable
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  return query
  with under as materialized (
    select l.limit_id, l.lane, l.kind from tasker.lane_limits(array(select a.lane from tasker.lanes a)) l
  )
  select m.kind, m.name, coalesce(m.max_running, (select max(k.max_running) from tasker.limit_keys k where k.limit_id = m.limit_id)),
    m.rate, m.per_seconds, m.burst, tasker.limit_tokens(m, v_now),
    (select count(*) from tasker.limit_slots h where h.limit_id = m.limit_id and h.worker_id is not null
      and tasker.slot_is_held(h.task_id, h.workflow_step_id, h.limit_id, h.attempt, h.worker_id, null, v_now)),
    (select count(*) from under u join tasker.workflow_steps s on s.lane = u.lane
      where u.limit_id = m.limit_id and u.kind <> 'key' and s.ready_at <= v_now)
      + (select count(*) from tasker.limit_waits w where w.limit_id = m.limit_id),
    m.keyless
  from tasker.limits m
  where p_within is null or exists (
    select from tasker.limit_keys k
    join tasker.named_tasks d on d.named_task_id = k.named_task_id
    join tasker.task_namespaces n on n.task_namespace_id = d.task_namespace_id
    where k.limit_id = m.limit_id and n.name = any (p_within))
  order by m.kind, m.name;
end
$$;
