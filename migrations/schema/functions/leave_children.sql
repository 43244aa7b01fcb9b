-- Leaves those of a completed step's children that its worker has no code for to the queue: each waits for one parent less. The number of those
-- that wait for none any more. The caller holds the lock of the task. Called by advance_one.
create function tasker.leave_children(p_task_id uuid, p_children integer[], p_lanes integer[], p_now timestamptz)
returns integer
language plpgsql volatile
as $$
declare
  v_freed integer;
begin
  with moved as (
    update tasker.workflow_steps k
    set pending_parents = k.pending_parents - 1, ready_at = case when k.pending_parents = 1 then p_now end,
      claimed_by = null, claimed_at = null, timeout_at = null
    where k.task_id = p_task_id and k.workflow_step_id = any (p_children) and k.state = 'pending' and not tasker.has_lane(p_lanes, k.lane)
    returning k.ready_at
  )
  select count(*) into v_freed from moved m where m.ready_at is not null;
  return v_freed;
end
$$;
