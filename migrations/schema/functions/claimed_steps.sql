-- Everything that handlers need of freshly claimed steps: context and inputs, results of the parents by named step, the
-- trace context of the attempt that failed before. p_origins: as step_origin gives them, null where nobody knows. Called by
-- advance, create_tasks and recover_claims.
create function tasker.claimed_steps(p_task_ids uuid[], p_step_ids integer[], p_origins integer[])
returns table (
  task_id uuid, workflow_step_id integer, attempt integer, named_task_id integer, named_step_id integer,
  retry_limit integer, timeout_ms integer, correlation_id text, tags text[], context jsonb, inputs jsonb, results jsonb, parents jsonb,
  traceparent text, lane integer, origin integer, retry_of text
)
language sql stable rows 1
as $$
  select s.task_id, s.workflow_step_id, s.attempts, t.named_task_id, s.named_step_id,
    s.retry_limit, s.timeout_ms, t.correlation_id, t.tags, t.context, s.inputs, s.results,
    case when cardinality(s.parent_ids) > 0 then (
      select jsonb_object_agg('s' || p.named_step_id, coalesce(p.results, '{}'))
      from tasker.workflow_steps p
      where p.task_id = s.task_id and p.workflow_step_id = any (s.parent_ids)) end,
    t.traceparent, s.lane, c.origin, case when s.attempts > 1 then s.error ->> 'traceparent' end
  from unnest(p_task_ids, p_step_ids, p_origins) as c (task_id, workflow_step_id, origin)
  join tasker.workflow_steps s on s.task_id = c.task_id and s.workflow_step_id = c.workflow_step_id
  join tasker.tasks t on t.task_id = c.task_id;
$$;
