-- Rows of the history as events need them: one document for each of the given transitions, in the given order, with everything that its
-- events say besides the facts of its task. p_kinds: 'task' or 'step'. What is no longer stored is left out.
-- `was`: the state that the attempt began from. `results` only of what completed or was completed by a person. Called by own_transitions
-- and by the readers of the feed.
create function tasker.transition_documents(p_kinds text[], p_task_ids uuid[], p_ids bigint[])
returns table (place bigint, document jsonb)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  return query
  select g.place, jsonb_build_object('kind', 'task', 'taskId', t.task_id, 'id', t.task_transition_id, 'at', t.created_at,
    'from', t.from_state, 'to', t.to_state, 'actor', t.actor, 'reason', t.reason, 'metadata', t.metadata)
  from unnest(p_kinds, p_task_ids, p_ids) with ordinality as g (kind, task_id, id, place)
  join tasker.task_transitions t on t.task_id = g.task_id and t.task_transition_id = g.id
  where g.kind = 'task'
  union all
  select g.place, jsonb_build_object('kind', 'step', 'taskId', t.task_id, 'id', t.workflow_step_transition_id, 'at', t.created_at,
    'from', t.from_state, 'to', t.to_state, 'actor', t.actor, 'reason', t.reason, 'metadata', t.metadata,
    'stepId', t.workflow_step_id, 'name', k.name, 'attempt', t.attempt, 'retryLimit', s.retry_limit, 'startedAt', t.started_at,
    'was', case when t.started_at is not null then coalesce((
      select b.to_state from tasker.workflow_step_transitions b
      where b.task_id = t.task_id and b.workflow_step_id = t.workflow_step_id
        and b.workflow_step_transition_id < t.workflow_step_transition_id
      order by b.workflow_step_transition_id desc limit 1), 'pending') end,
    'workerId', t.worker_id, 'error', t.error, 'inputs', s.inputs,
    -- Only while it waits for the attempt after this one.
    'backoffSeconds', case when s.state = 'error' and s.attempts = t.attempt then s.backoff_request_seconds end,
    'results', case when t.to_state = 'complete' then s.results end)
  from unnest(p_kinds, p_task_ids, p_ids) with ordinality as g (kind, task_id, id, place)
  join tasker.workflow_step_transitions t on t.task_id = g.task_id and t.workflow_step_transition_id = g.id
  join tasker.workflow_steps s on s.task_id = t.task_id and s.workflow_step_id = t.workflow_step_id
  join tasker.named_steps k on k.named_step_id = s.named_step_id
  where g.kind = 'step';
end
$$;
