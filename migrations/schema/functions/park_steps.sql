-- Takes steps whose key is full out of the queue: ready_at infinity, and a row each in limit_waits, with which promise_slots finds them.
-- Those that somebody else holds or changed are left alone. The caller has the locks of the keys. Called by claim_under_limits.
create function tasker.park_steps(
  p_task_ids uuid[], p_step_ids integer[], p_limits integer[], p_keys text[], p_now timestamptz)
returns void
language plpgsql volatile
as $$
begin
  with due as materialized (
    select s.task_id, s.workflow_step_id, s.lane, s.priority, s.ready_at, p.limit_id, p.key
    from unnest(p_task_ids, p_step_ids, p_limits, p_keys) as p (task_id, workflow_step_id, limit_id, key)
    join tasker.workflow_steps s on s.task_id = p.task_id and s.workflow_step_id = p.workflow_step_id
    where s.ready_at <= p_now
    for no key update of s skip locked
  ),
  parked as (
    update tasker.workflow_steps s set ready_at = 'infinity' from due d
    where s.task_id = d.task_id and s.workflow_step_id = d.workflow_step_id
  )
  insert into tasker.limit_waits (task_id, workflow_step_id, limit_id, key, lane, priority, since)
  select d.task_id, d.workflow_step_id, d.limit_id, d.key, d.lane, d.priority, d.ready_at from due d
  on conflict (task_id, workflow_step_id) do update
    set limit_id = excluded.limit_id, key = excluded.key, lane = excluded.lane, priority = excluded.priority, since = excluded.since;
end
$$;
