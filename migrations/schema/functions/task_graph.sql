-- A task and its graph at one moment, for analyses: a row for each step in the order of their places, and before them the row of the task,
-- which has no step; none for an unknown id. `named_step_id` is the declared step whose handler runs it, under which durations are kept: that
-- of its lane, also for a step that a hook named. `ready_in` and `next_retry_in` are seconds from that moment, below zero for the past:
-- until the step may be claimed (null also where nobody knows when), until the back-off of a failed one ends (next_attempt_at);
-- `running_for` is null for a step that does not run. Parents are JSON, which clients read four times as fast as
-- arrays. Reads only. Called by TaskGraphReader.
create function tasker.task_graph(p_task_id uuid)
returns table (
  workflow_step_id integer, named_step_id integer, name text, state text, attempts integer, retry_limit integer, retryable boolean,
  ready_in double precision, next_retry_in double precision, running_for double precision, parent_ids json, task jsonb)
language plpgsql stable
set enable_seqscan = off
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  return query
  select null::integer, null::integer, d.name, t.state, null::integer, null::integer, null::boolean, null::double precision,
    null::double precision, null::double precision, null::json,
    jsonb_build_object('namedTaskId', t.named_task_id, 'namespace', n.name, 'version', d.version, 'concurrent', t.concurrent,
      'paused', t.paused_at is not null, 'health', c.health_status, 'now', v_now, 'finishedAt', t.finished_at)
  from tasker.tasks t
  join tasker.named_tasks d on d.named_task_id = t.named_task_id
  join tasker.task_namespaces n on n.task_namespace_id = d.task_namespace_id
  cross join lateral tasker.get_task_execution_context(t.task_id) c
  where t.task_id = p_task_id;
  return query
  select s.workflow_step_id, l.named_step_id, m.name, s.state, s.attempts, s.retry_limit, s.retryable,
    case when s.ready_at < 'infinity' then extract(epoch from s.ready_at - v_now)::double precision end,
    case when s.state = 'error'
      then extract(epoch from tasker.next_attempt_at(s.ready_at, s.last_attempted_at, s.backoff_request_seconds) - v_now)::double precision end,
    case when s.state = 'in_progress' then extract(epoch from v_now - s.claimed_at)::double precision end,
    array_to_json(s.parent_ids), null::jsonb
  from tasker.workflow_steps s
  join tasker.named_steps m on m.named_step_id = s.named_step_id
  join tasker.lanes l on l.lane = s.lane
  where s.task_id = p_task_id
  order by s.workflow_step_id;
end
$$;
