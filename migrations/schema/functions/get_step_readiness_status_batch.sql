-- Readiness of every step of the given tasks (specification: engine core §2.2), ordered by task and step. Reads the columns
-- that the engine itself goes by: ready_for_execution is ready_at come due. retry_eligible: an attempt may start now as far as
-- time and attempts go; false while a back-off runs, when no attempt is left, or when the failure was permanent.
-- Parents are real ones: a pending step of a serial task has one more in its row until it gets its turn, and the rows of steps
-- that a person or a bypass ended no longer follow their parents.
-- While its task is paused a failed step keeps the time at which its back-off ends as next_retry_at, and is not ready. Beyond the
-- specification: `circuit`, the word of step_circuit.
create function tasker.get_step_readiness_status_batch(input_task_ids uuid[])
returns table (
  workflow_step_id integer, task_id uuid, named_step_id integer, name text, current_state text,
  dependencies_satisfied boolean, retry_eligible boolean, ready_for_execution boolean,
  last_failure_at timestamptz, next_retry_at timestamptz, total_parents integer, completed_parents integer,
  attempts integer, retry_limit integer, backoff_request_seconds double precision, last_attempted_at timestamptz,
  circuit text
)
language plpgsql stable
set enable_seqscan = off
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  return query
  select s.workflow_step_id, s.task_id, s.named_step_id, n.name, s.state,
    p.open = 0,
    case when s.state = 'error' then coalesce(r.next_at <= v_now, false)
      else s.attempts = 0 or (s.retryable and s.attempts < s.retry_limit) end,
    coalesce(s.ready_at <= v_now, false),
    case when s.state = 'error' then s.last_attempted_at end,
    case when s.state = 'error' then r.next_at end,
    cardinality(s.parent_ids), cardinality(s.parent_ids) - p.open,
    s.attempts, s.retry_limit, s.backoff_request_seconds, s.last_attempted_at,
    tasker.step_circuit(s.state, s.error is not null, coalesce(r.next_at <= v_now, false))
  from tasker.tasks t
  join tasker.workflow_steps s on s.task_id = t.task_id
  join tasker.named_steps n on n.named_step_id = s.named_step_id
  cross join lateral (
    select case when s.state in ('resolved_manually', 'cancelled') or (s.state = 'complete' and s.pending_parents > 0) then (
        select count(*)::integer from tasker.workflow_steps k
        where k.task_id = s.task_id and k.workflow_step_id = any (s.parent_ids) and k.state not in ('complete', 'resolved_manually'))
      when s.state = 'pending' and s.ready_at is null and not t.concurrent then s.pending_parents - 1
      else s.pending_parents end as open
  ) p
  cross join lateral (select tasker.next_attempt_at(s.ready_at, s.last_attempted_at, s.backoff_request_seconds) as next_at) r
  where t.task_id = any (input_task_ids)
  order by s.task_id, s.workflow_step_id;
end
$$;
