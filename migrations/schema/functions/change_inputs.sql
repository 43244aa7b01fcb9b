-- Changes what the handler of a step reads as its inputs from its next attempt on; null = the context of its task. Refused unless the step
-- is pending or in error (attempt and since say which attempt runs); the same inputs change nothing. The history has the former ones and
-- the new ones. Moves nothing: a step that failed for good is let go on by a retry. No row for an unknown task; `step_state` null for an
-- unknown step. Locks the task, then its steps, then decides. Called by update_step.
create function tasker.change_inputs(p_task_id uuid, p_step_id integer, p_inputs jsonb, p_actor text, p_reason text)
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
  select s.state, s.attempts, s.inputs, s.claimed_at into v_step
  from tasker.workflow_steps s where s.task_id = p_task_id and s.workflow_step_id = p_step_id;
  if v_step.state is null or v_step.state not in ('pending', 'error') or v_step.inputs is not distinct from p_inputs then
    return query
    select v_task.state, v_step.state, v_step.state is null or v_step.state not in ('pending', 'error'), false,
      case when v_step.state = 'in_progress' then v_step.attempts end, case when v_step.state = 'in_progress' then v_step.claimed_at end;
    return;
  end if;
  update tasker.workflow_steps s set inputs = p_inputs
  where s.task_id = p_task_id and s.workflow_step_id = p_step_id and s.state = v_step.state;
  insert into tasker.workflow_step_transitions
    (task_id, workflow_step_id, attempt, created_at, from_state, to_state, actor, reason, metadata)
  values (p_task_id, p_step_id, v_step.attempts, v_now, v_step.state, v_step.state, p_actor, p_reason,
    jsonb_build_object('action', 'change_inputs', 'from', v_step.inputs, 'to', p_inputs));
  return query select v_task.state, v_step.state, false, true, null::integer, null::timestamptz;
end
$$;
