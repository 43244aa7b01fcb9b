-- Changes how many attempts a step has in total. More than it has used up revive one that failed only because they were used up: it is
-- pending and ready now. So few that none is left make one final that waits for its automatic retry. Refused unless the step is pending
-- or in error (attempt and since say which attempt runs); the same number changes nothing. No row for an unknown task; `step_state` null
-- for an unknown step. Locks the task, then its steps, then decides. Called by StepOperations and update_step.
create function tasker.change_retry_limit(p_task_id uuid, p_step_id integer, p_retry_limit integer, p_actor text, p_reason text)
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
  v_revived boolean;
  v_final boolean;
begin
  select * into v_task from tasker.hold_task(p_task_id);
  v_now := clock_timestamp();
  if v_task.state is null then
    return;
  end if;
  select s.state, s.attempts, s.retry_limit, s.retryable, s.ready_at, s.error, s.claimed_at into v_step
  from tasker.workflow_steps s where s.task_id = p_task_id and s.workflow_step_id = p_step_id;
  if v_step.state is null or v_step.state not in ('pending', 'error') or v_step.retry_limit = p_retry_limit then
    return query
    select v_task.state, v_step.state, v_step.state is null or v_step.state not in ('pending', 'error'), false,
      case when v_step.state = 'in_progress' then v_step.attempts end, case when v_step.state = 'in_progress' then v_step.claimed_at end;
    return;
  end if;
  v_revived := v_step.state = 'error' and v_step.ready_at is null and v_step.retryable and v_step.attempts < p_retry_limit
    and coalesce(v_step.error @> '{"exhausted": true}', false);
  v_final := v_step.state = 'error' and v_step.ready_at is not null and v_step.attempts >= p_retry_limit;
  update tasker.workflow_steps s
  set retry_limit = p_retry_limit, state = case when v_revived then 'pending' else s.state end,
    ready_at = case when not v_final then s.ready_at end,
    backoff_request_seconds = case when not v_final then s.backoff_request_seconds end,
    error = case when v_final then coalesce(s.error, '{}') || '{"permanent": true, "exhausted": true}' else s.error end
  where s.task_id = p_task_id and s.workflow_step_id = p_step_id and s.state = v_step.state;
  insert into tasker.workflow_step_transitions
    (task_id, workflow_step_id, attempt, created_at, from_state, to_state, actor, reason, metadata)
  values (p_task_id, p_step_id, v_step.attempts, v_now, v_step.state, case when v_revived then 'pending' else v_step.state end,
    p_actor, p_reason, jsonb_build_object('action', 'change_retry_limit', 'from', v_step.retry_limit, 'to', p_retry_limit));
  -- A number alone lets nothing go on: a task that was stopped stays so.
  if not (v_revived or v_final) then
    return query select v_task.state, v_step.state, false, true, null::integer, null::timestamptz;
    return;
  end if;
  return query
  select c.state, case when v_revived then 'pending' else v_step.state end, false, true, null::integer, null::timestamptz
  from tasker.carry_on(p_task_id, p_actor, p_reason, v_now) c;
end
$$;
