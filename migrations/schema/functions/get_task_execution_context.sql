-- Where one task stands and what it needs (specification: engine core §2.3); no row for an unknown id.
create function tasker.get_task_execution_context(input_task_id uuid)
returns table (
  task_id uuid, named_task_id integer, status text, total_steps bigint, pending_steps bigint, in_progress_steps bigint,
  completed_steps bigint, failed_steps bigint, ready_steps bigint, execution_status text, recommended_action text,
  completion_percentage numeric, health_status text
)
language sql stable
as $$
  select c.* from tasker.get_task_execution_contexts_batch(array[input_task_id]) c;
$$;
