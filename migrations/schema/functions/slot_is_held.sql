-- Whether a slot is still in use: by the attempt that the step's row shows as running, or promised to a step that may still take it up
-- (promise_stands). p_seconds: after how long a step has waited long; null: none has. Called by free_slots and list_limits.
create function tasker.slot_is_held(
  p_task_id uuid, p_step_id integer, p_limit integer, p_attempt integer, p_worker uuid, p_seconds double precision, p_now timestamptz)
returns boolean
language sql stable
as $$
  select case when p_worker is null then tasker.promise_stands(p_task_id, p_step_id, p_limit, p_attempt, p_seconds, p_now)
    else exists (
      select from tasker.workflow_steps s
      where s.task_id = p_task_id and s.workflow_step_id = p_step_id and s.state = 'in_progress' and s.claimed_by = p_worker
        and s.attempts = p_attempt) end;
$$;
