-- When and why a task that rests in error was stopped (stop_tasks); both null for one that came to rest by its failures, and for one that
-- does not rest in error. What waits for nothing in a stopped task is held. Reads only. Called by explain_task, explain_steps and the audit.
create function tasker.stopped_task(p_task_id uuid, out at timestamptz, out reason text)
language sql stable
as $$
  select h.created_at, h.reason
  from (
    select m.created_at, m.reason, m.metadata from tasker.task_transitions m
    where m.task_id = p_task_id and m.to_state = 'error' and m.from_state <> 'error' order by m.task_transition_id desc limit 1
  ) h
  where h.metadata ->> 'action' = 'stop'
    and exists (select from tasker.tasks t where t.task_id = p_task_id and t.state = 'error');
$$;
