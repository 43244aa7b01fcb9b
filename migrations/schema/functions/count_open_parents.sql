-- How many of these steps of a task hold their children back. Each is looked up by its whole key, which `offset 0` makes sure of: with
-- statistics of smaller tasks, or on PostgreSQL 15, a plainer form reads every step of the task in each call. Called by carry_on.
create function tasker.count_open_parents(p_task_id uuid, p_parent_ids integer[])
returns integer
language sql stable
as $$
  select count(*)::integer
  from unnest(p_parent_ids) as e (parent_id)
  cross join lateral (
    select from tasker.workflow_steps s
    where s.task_id = p_task_id and s.workflow_step_id = e.parent_id and s.state not in ('complete', 'resolved_manually') offset 0
  ) p;
$$;
