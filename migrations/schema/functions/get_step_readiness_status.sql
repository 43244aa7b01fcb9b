-- Readiness of the steps of one task, or of some of them (specification: engine core §2.1).
create function tasker.get_step_readiness_status(input_task_id uuid, step_ids integer[] default null)
returns table (
  workflow_step_id integer, task_id uuid, named_step_id integer, name text, current_state text,
  dependencies_satisfied boolean, retry_eligible boolean, ready_for_execution boolean,
  last_failure_at timestamptz, next_retry_at timestamptz, total_parents integer, completed_parents integer,
  attempts integer, retry_limit integer, backoff_request_seconds double precision, last_attempted_at timestamptz,
  circuit text
)
language sql stable
as $$
  select r.* from tasker.get_step_readiness_status_batch(array[input_task_id]) r
  where step_ids is null or r.workflow_step_id = any (step_ids);
$$;
