-- Writes the one outcome of a batch that has just one, when it completes its step: what settle_outcomes does with a set, by plain statements, at a
-- third of the cost. At idle every call is such a call. Same rules, same result (of its `report`, only `rejected` can be there); the caller holds the
-- lock of the task, which is not paused. Called by advance.
create function tasker.settle_one(
  p_worker uuid, p_task_id uuid, p_step_id integer, p_attempt integer, p_waited real, p_ran real, p_results jsonb, p_now timestamptz,
  p_room integer, p_lanes integer[], p_units jsonb,
  out counted_task_ids uuid[], out incomplete integer[], out active integer[],
  out handed_task_ids uuid[], out handed_step_ids integer[], out released jsonb, out left_over boolean, out report jsonb)
language plpgsql volatile
as $$
declare
  v_step record;
  v_child record;
  v_hand boolean;
  v_active integer := -1;
  v_room integer := p_room;
  v_lanes integer[];
  v_priorities integer[];
begin
  left_over := false;
  report := '[]';
  update tasker.workflow_steps s
  set state = 'complete', ready_at = null, backoff_request_seconds = null, processed_at = p_now, last_attempted_at = p_now,
    claimed_by = null, timeout_at = null, results = p_results, error = null
  where s.task_id = p_task_id and s.workflow_step_id = p_step_id
    and s.state = 'in_progress' and s.claimed_by = p_worker and s.attempts = p_attempt
  returning s.claimed_at, s.child_ids, s.lane into v_step;
  if not found then
    report := jsonb_build_array(jsonb_build_array(p_task_id, p_step_id, p_attempt, 'rejected', null));
    return;
  end if;
  insert into tasker.workflow_step_transitions
    (task_id, workflow_step_id, attempt, started_at, created_at, worker_id, wait_seconds, run_seconds, lane, from_state, to_state)
  values (p_task_id, p_step_id, p_attempt, v_step.claimed_at, p_now, p_worker, p_waited, p_ran, v_step.lane, 'in_progress', 'complete');
  if cardinality(v_step.child_ids) > 0 then
    for v_child in
      select k.ctid as place, k.workflow_step_id, k.lane, k.priority, k.pending_parents = 1 as freed from tasker.workflow_steps k
      where k.task_id = p_task_id and k.workflow_step_id = any (v_step.child_ids) and k.state = 'pending'
      order by k.priority desc, k.workflow_step_id
    loop
      v_hand := v_child.freed and v_room > 0 and tasker.has_lane(p_lanes, v_child.lane)
        and (p_units = '[]' or not tasker.better_is_due(p_units, v_child.priority, p_now));
      if v_hand then
        update tasker.workflow_steps k
        set pending_parents = 0, state = 'in_progress', attempts = k.attempts + 1, claimed_by = p_worker, claimed_at = p_now,
          timeout_at = p_now + k.timeout_ms * interval '1 millisecond'
        where k.ctid = v_child.place and k.state = 'pending';
        continue when not found;
        v_room := v_room - 1;
        handed_task_ids := handed_task_ids || p_task_id;
        handed_step_ids := handed_step_ids || v_child.workflow_step_id;
      else
        update tasker.workflow_steps k
        set pending_parents = k.pending_parents - 1, ready_at = case when v_child.freed then p_now end,
          claimed_by = null, claimed_at = null, timeout_at = null
        where k.ctid = v_child.place and k.state = 'pending';
        continue when not found;
        if v_child.freed then
          left_over := true;
          v_lanes := v_lanes || v_child.lane;
          v_priorities := v_priorities || v_child.priority;
        end if;
      end if;
      v_active := v_active + v_child.freed::integer;
    end loop;
    if left_over then
      released := tasker.released_units(v_lanes, v_priorities, p_lanes, p_now);
    end if;
  end if;
  counted_task_ids := array[p_task_id];
  incomplete := array[-1];
  active := array[v_active];
end
$$;
