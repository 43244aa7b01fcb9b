-- Lets failed steps run again: the given one, or all of the task (p_step_id null), also those that wait for their automatic retry. They
-- are pending and ready now, with so many more attempts (p_attempts; null = the declared retry limit of each); attempts never go down.
-- A task that was stopped goes on as a whole with any of them, without a failed step too when all of the task is meant. Refused for a step
-- that is complete, cancelled or resolved, and for a task that is; nothing changes while a step is pending or runs.
-- No row for an unknown task; `step_state` null for an unknown step. Locks the task, then its steps, then decides. Called by
-- TaskOperations and act_on_tasks.
create function tasker.retry_steps(p_task_id uuid, p_step_id integer, p_attempts integer, p_actor text, p_reason text)
returns table (task_state text, step_state text, refused boolean, changed boolean)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set lock_timeout = '10s'
as $$
declare
  v_task record;
  v_state text;
  v_now timestamptz;
  v_retried bigint;
begin
  select * into v_task from tasker.hold_task(p_task_id);
  v_now := clock_timestamp();
  if v_task.state is null then
    return;
  end if;
  if p_step_id is not null then
    select s.state into v_state from tasker.workflow_steps s where s.task_id = p_task_id and s.workflow_step_id = p_step_id;
  end if;
  if (case when p_step_id is null then v_task.state else coalesce(v_state, 'complete') end)
    in ('complete', 'cancelled', 'resolved_manually') then
    return query select v_task.state, v_state, true, false;
    return;
  end if;
  with retried as (
    update tasker.workflow_steps s
    set state = 'pending', ready_at = null, backoff_request_seconds = null,
      -- Back-off begins anew.
      discounted_attempts = least(s.attempts, 32767),
      retry_limit = greatest(s.retry_limit, least(s.attempts::bigint + coalesce(p_attempts, (
        select l.default_retry_limit from tasker.named_tasks_named_steps l
        where l.named_task_id = v_task.named_task_id and l.named_step_id = s.named_step_id), 1), 2147483647)::integer)
    where s.task_id = p_task_id and s.state = 'error' and s.workflow_step_id = coalesce(p_step_id, s.workflow_step_id)
    returning s.workflow_step_id, s.attempts, s.retry_limit
  ),
  history as (
    insert into tasker.workflow_step_transitions
      (task_id, workflow_step_id, attempt, created_at, from_state, to_state, actor, reason, metadata)
    select p_task_id, r.workflow_step_id, r.attempts, v_now, 'error', 'pending', p_actor, p_reason,
      jsonb_build_object('action', 'retry', 'to', r.retry_limit, 'from', (
        -- As the statement found it.
        select s.retry_limit from tasker.workflow_steps s
        where s.task_id = p_task_id and s.workflow_step_id = r.workflow_step_id))
    from retried r order by r.workflow_step_id
  )
  select count(*) into v_retried from retried;
  if v_retried = 0 and (p_step_id is not null or v_task.state <> 'error') then
    return query select v_task.state, v_state, false, false;
    return;
  end if;
  return query
  select c.state, case when p_step_id is not null then 'pending' end, false, true
  from tasker.carry_on(p_task_id, p_actor, p_reason, v_now) c;
end
$$;
