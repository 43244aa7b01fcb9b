-- How many of these steps of a task hold their children back. Called by carry_on.
create function tasker.count_open_parents(p_task_id uuid, p_parent_ids integer[])
returns integer
language sql stable
as $$
  select count(*)::integer from tasker.workflow_steps s
  where s.task_id = p_task_id and s.workflow_step_id = any (p_parent_ids) and s.state not in ('complete', 'resolved_manually');
$$;
