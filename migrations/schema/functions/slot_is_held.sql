-- Whether a slot is still in use: by the attempt that the step's row shows as running, or by a step that it was promised to and that
-- may be claimed now; a promise that nobody took up for two seconds is none. Called by free_slots and list_limits.
create function tasker.slot_is_held(
  p_task_id uuid, p_step_id integer, p_attempt integer, p_worker uuid, p_since timestamptz, p_now timestamptz)
returns boolean
language sql stable
as $$
  select exists (
    select from tasker.workflow_steps s
    where s.task_id = p_task_id and s.workflow_step_id = p_step_id and case
      when p_worker is null then s.ready_at <= p_now and s.attempts = p_attempt - 1 and p_since > p_now - interval '2 seconds'
      else s.state = 'in_progress' and s.claimed_by = p_worker and s.attempts = p_attempt end);
$$;
