-- Since when the lifetime of an unfinished task counts: its creation, or the last time that a person took it out of error or ended a pause
-- of it. Reads the task's own history. Called by notice_lifetime, fail_stale and clear_warnings, for tasks that are old enough.
create function tasker.lifetime_began(p_task_id uuid, p_requested_at timestamptz)
returns timestamptz
language sql stable
as $$
  select greatest(p_requested_at, (
    select max(h.created_at) from tasker.task_transitions h
    where h.task_id = p_task_id and ((h.from_state = 'error' and h.to_state <> 'error') or h.metadata ->> 'action' = 'resume')));
$$;
