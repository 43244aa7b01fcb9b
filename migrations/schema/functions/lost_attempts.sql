-- How many attempts of a step were lost with the workers that ran them, since a person let it run again the last time. Reads the history of
-- its task. Called by poison_mark and clear_warnings.
create function tasker.lost_attempts(p_task_id uuid, p_step_id integer)
returns integer
language sql stable
as $$
  select count(*)::integer from tasker.workflow_step_transitions h
  where h.task_id = p_task_id and h.workflow_step_id = p_step_id and h.error ->> 'errorClass' = 'WorkerLostError'
    and h.workflow_step_transition_id > coalesce((
      select max(r.workflow_step_transition_id) from tasker.workflow_step_transitions r
      where r.task_id = p_task_id and r.workflow_step_id = p_step_id and r.from_state = 'error' and r.to_state = 'pending'), 0);
$$;
