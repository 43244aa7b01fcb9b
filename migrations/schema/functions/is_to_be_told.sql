-- Whether a durable subscriber has still to be told something of a task, or may be told again: such a task is kept. Called by retire_tasks.
create function tasker.is_to_be_told(p_task_id uuid)
returns boolean
language sql stable
as $$
  select exists (select from tasker.event_feed f where f.task_id = p_task_id)
    or exists (select from tasker.event_deliveries d where d.task_id = p_task_id);
$$;
