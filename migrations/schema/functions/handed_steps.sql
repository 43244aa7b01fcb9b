-- What a worker must be told of steps that it is handed with the completion of a parent: what it had with the claim of that parent, and the results
-- that it has just sent, are left out. In the place of `origin` stands the parent where there is only one; where there are several, their
-- results are given as claimed_steps gives them. Called by advance.
create function tasker.handed_steps(p_task_ids uuid[], p_step_ids integer[])
returns table (
  task_id uuid, workflow_step_id integer, attempt integer, named_task_id integer, named_step_id integer,
  retry_limit integer, timeout_ms integer, correlation_id text, tags text[], context jsonb, inputs jsonb, results jsonb, parents jsonb,
  traceparent text, lane integer, origin integer, retry_of text
)
language sql stable rows 1
as $$
  select s.task_id, s.workflow_step_id, s.attempts, null::integer, s.named_step_id, s.retry_limit, s.timeout_ms,
    null::text, null::text[], null::jsonb, s.inputs, s.results,
    case when cardinality(s.parent_ids) > 1 then (
      select jsonb_object_agg('s' || p.named_step_id, coalesce(p.results, '{}'))
      from tasker.workflow_steps p
      where p.task_id = s.task_id and p.workflow_step_id = any (s.parent_ids)) end,
    null::text, s.lane, case when cardinality(s.parent_ids) = 1 then s.parent_ids[1] end,
    case when s.attempts > 1 then s.error ->> 'traceparent' end
  from unnest(p_task_ids, p_step_ids) as h (task_id, workflow_step_id)
  join tasker.workflow_steps s on s.task_id = h.task_id and s.workflow_step_id = h.workflow_step_id;
$$;
