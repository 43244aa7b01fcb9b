-- Those of some lanes that no live worker may claim from, and why: `no_live_worker`; else `definition_unknown`, when no live worker has
-- code for the definition; else `queue_not_served`, when none of those that have serves the queue; else `step_unknown`. Reads only.
-- Called by explain_steps.
create function tasker.unserved_lanes(p_lanes integer[], p_now timestamptz)
returns table (lane integer, why text)
language plpgsql stable
set enable_nestloop = off
as $$
begin
  return query
  with live as materialized (
    select w.queues, w.definitions, w.lanes from tasker.workers w
    where w.stopped_at is null and w.lost_at is null and w.heartbeat_at + w.lease >= p_now
  )
  select l.lane, case
    when not exists (select from live) then 'no_live_worker'
    when not exists (select from live w where w.definitions ? l.definition) then 'definition_unknown'
    when not exists (select from live w where w.definitions ? l.definition and l.queue = any (w.queues)) then 'queue_not_served'
    else 'step_unknown' end
  from (
    select k.lane, k.queue, format('%s.%s@%s', n.name, d.name, d.version) as definition
    from tasker.lanes k
    join tasker.named_tasks d on d.named_task_id = k.named_task_id
    join tasker.task_namespaces n on n.task_namespace_id = d.task_namespace_id
    where k.lane = any (p_lanes)
      and k.lane not in (select u.served from live w cross join lateral unnest(w.lanes) as u (served))
  ) l;
end
$$;
