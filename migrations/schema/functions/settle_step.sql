-- Ends a step by a person, and the task goes on: p_state 'resolved_manually' without a result, 'complete' with p_results. Refused for a
-- step that is running (attempt and since say which attempt and since when), that is cancelled or ended otherwise, or complete with
-- another result; what has just this end already is left as it is. No row for an unknown task; `step_state` null for an unknown step.
-- Locks the task, then its steps, then decides. Called by TaskOperations.
create function tasker.settle_step(
  p_task_id uuid, p_step_id integer, p_state text, p_results jsonb, p_actor text, p_reason text)
returns table (task_state text, step_state text, refused boolean, changed boolean, attempt integer, since timestamptz)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set lock_timeout = '10s'
as $$
declare
  v_task record;
  v_step record;
  v_now timestamptz;
begin
  select * into v_task from tasker.hold_task(p_task_id);
  v_now := clock_timestamp();
  if v_task.state is null then
    return;
  end if;
  select s.state, s.attempts, s.results, case when s.state = 'in_progress' then s.attempts end as attempt,
    case when s.state = 'in_progress' then s.claimed_at end as since
  into v_step from tasker.workflow_steps s where s.task_id = p_task_id and s.workflow_step_id = p_step_id;
  if v_step.state is null or v_step.state = 'in_progress' or not tasker.may_move('step', v_step.state, p_state) then
    return query
    select v_task.state, v_step.state,
      v_step.state is distinct from p_state or (p_state = 'complete' and v_step.results is distinct from p_results), false,
      v_step.attempt, v_step.since;
    return;
  end if;
  update tasker.workflow_steps s
  set state = p_state, results = p_results, processed_at = v_now, ready_at = null, backoff_request_seconds = null,
    -- What went wrong stays to be read beside a step that was resolved; one that is complete has nothing wrong.
    error = case when p_state = 'resolved_manually' then s.error end
  where s.task_id = p_task_id and s.workflow_step_id = p_step_id and s.state = v_step.state;
  insert into tasker.workflow_step_transitions (task_id, workflow_step_id, attempt, created_at, from_state, to_state, actor, reason)
  values (p_task_id, p_step_id, v_step.attempts, v_now, v_step.state, p_state, p_actor, p_reason);
  return query
  select c.state, p_state, false, true, null::integer, null::timestamptz
  from tasker.carry_on(p_task_id, p_actor, p_reason, v_now) c;
end
$$;
