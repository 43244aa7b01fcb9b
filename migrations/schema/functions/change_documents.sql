-- Rows of the history as live changes: one document for each of the given rows, in any order, with the words of its task that listeners may be
-- narrowed to. p_kinds: 1 a creation, 2 a transition of a step, 3 one of a task. What is no longer stored is left out. Errors come without
-- their backtrace. Reads every row by its key and locks nothing. Called by follow_history and follow_tasks.
create function tasker.change_documents(p_kinds integer[], p_task_ids uuid[], p_ids bigint[])
returns table (place bigint, document jsonb)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
as $$
begin
  return query
  select g.place, jsonb_build_object('kind', g.kind, 'id', g.id, 'taskId', t.task_id, 'namespace', n.name, 'name', d.name,
      'version', d.version, 'taskState', t.state, 'initiator', t.initiator, 'sourceSystem', t.source_system, 'tags', t.tags,
      'requestedAt', t.requested_at)
    || case g.kind
      when 1 then jsonb_build_object('at', t.requested_at, 'from', null, 'to', 'pending', 'actor', null, 'reason', null, 'metadata', null)
      when 2 then (
        select jsonb_build_object('at', h.created_at, 'from', h.from_state, 'to', h.to_state, 'actor', h.actor, 'reason', h.reason,
          'metadata', h.metadata, 'step', jsonb_build_object('stepId', h.workflow_step_id, 'name', k.name, 'attempt', h.attempt,
            'startedAt', h.started_at, 'workerId', h.worker_id, 'error', h.error - 'backtrace'))
        from tasker.workflow_step_transitions h
        join tasker.workflow_steps s on s.task_id = h.task_id and s.workflow_step_id = h.workflow_step_id
        join tasker.named_steps k on k.named_step_id = s.named_step_id
        where h.task_id = g.task_id and h.workflow_step_transition_id = g.id)
      else (
        select jsonb_build_object('at', h.created_at, 'from', h.from_state, 'to', h.to_state, 'actor', h.actor, 'reason', h.reason,
          'metadata', h.metadata)
        from tasker.task_transitions h where h.task_id = g.task_id and h.task_transition_id = g.id)
      end
  from unnest(p_kinds, p_task_ids, p_ids) with ordinality as g (kind, task_id, id, place)
  join tasker.tasks t on t.task_id = g.task_id
  join tasker.named_tasks d on d.named_task_id = t.named_task_id
  join tasker.task_namespaces n on n.task_namespace_id = d.task_namespace_id;
end
$$;
