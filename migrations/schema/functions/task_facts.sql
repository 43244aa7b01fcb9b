-- What events say about tasks besides what changed: names, words of the request, and how many steps are in which state. `context` only
-- where p_with_context. Reads the steps of each task once. Called by news_facts and transition_documents.
create function tasker.task_facts(p_task_ids uuid[], p_with_context boolean)
returns table (task_id uuid, facts jsonb)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  return query
  select t.task_id, jsonb_build_object('taskId', t.task_id, 'namespace', n.name, 'name', d.name, 'version', d.version,
      'state', t.state, 'requestedAt', t.requested_at,
      'startedAt', (select min(h.created_at) from tasker.task_transitions h where h.task_id = t.task_id and h.to_state = 'in_progress'),
      'finishedAt', t.finished_at, 'paused', t.paused_at is not null,
      'priority', t.priority, 'initiator', t.initiator, 'sourceSystem', t.source_system, 'reason', t.reason, 'tags', t.tags,
      'correlationId', t.correlation_id, 'traceparent', t.traceparent, 'steps', c.counts, 'failedSteps', c.failed)
    || case when p_with_context then jsonb_build_object('context', t.context) else '{}' end
  from (select distinct i.id from unnest(p_task_ids) as i (id)) i
  join tasker.tasks t on t.task_id = i.id
  join tasker.named_tasks d on d.named_task_id = t.named_task_id
  join tasker.task_namespaces n on n.task_namespace_id = d.task_namespace_id
  cross join lateral (
    select jsonb_build_object('total', count(*),
        'pending', count(*) filter (where s.state = 'pending'),
        'inProgress', count(*) filter (where s.state = 'in_progress'),
        'completed', count(*) filter (where s.state in ('complete', 'resolved_manually')),
        'failed', count(*) filter (where s.state = 'error'),
        'ready', count(*) filter (where s.ready_at <= v_now),
        'waiting', count(*) filter (where s.ready_at > v_now),
        'blocked', count(*) filter (where s.state = 'error' and s.ready_at is null)) as counts,
      jsonb_agg(jsonb_build_object('stepId', s.workflow_step_id, 'name', k.name, 'attempts', s.attempts, 'error', s.error)
        order by s.workflow_step_id) filter (where s.state = 'error') as failed
    from tasker.workflow_steps s
    left join tasker.named_steps k on s.state = 'error' and k.named_step_id = s.named_step_id
    where s.task_id = t.task_id
  ) c;
end
$$;
