-- Writes finished tasks to archived_tasks, each as one document: the rows of the task, its steps with their names, queues and systems, both
-- histories and its notes. A task that was archived before, under an id that was used again, is replaced. Returns how many. The caller
-- holds the tasks for update. Called by retire_tasks.
create function tasker.archive_tasks(p_task_ids uuid[], p_now timestamptz)
returns integer
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_archived integer;
begin
  if cardinality(p_task_ids) = 0 then
    return 0;
  end if;
  insert into tasker.archived_tasks (task_id, archived_at, namespace, name, version, state, requested_at, finished_at, document)
  select t.task_id, p_now, n.name, d.name, d.version, t.state, t.requested_at, t.finished_at,
    jsonb_build_object(
      'task', to_jsonb(t),
      'steps', coalesce((
        select jsonb_agg(to_jsonb(s) || jsonb_build_object('name', m.name, 'queue', l.queue, 'dependent_system', y.name)
          order by s.workflow_step_id)
        from tasker.workflow_steps s
        join tasker.named_steps m on m.named_step_id = s.named_step_id
        join tasker.dependent_systems y on y.dependent_system_id = m.dependent_system_id
        join tasker.lanes l on l.lane = s.lane
        where s.task_id = t.task_id), '[]'),
      'transitions', coalesce((
        select jsonb_agg(to_jsonb(h) - 'task_id' order by h.task_transition_id)
        from tasker.task_transitions h where h.task_id = t.task_id), '[]'),
      'step_transitions', coalesce((
        select jsonb_agg(to_jsonb(h) - 'task_id' order by h.workflow_step_transition_id)
        from tasker.workflow_step_transitions h where h.task_id = t.task_id), '[]'),
      'annotations', coalesce((
        select jsonb_agg(jsonb_build_object('type', y.name, 'annotation', a.annotation, 'created_at', a.created_at)
          order by a.task_annotation_id)
        from tasker.task_annotations a join tasker.annotation_types y on y.annotation_type_id = a.annotation_type_id
        where a.task_id = t.task_id), '[]'))
  from tasker.tasks t
  join tasker.named_tasks d on d.named_task_id = t.named_task_id
  join tasker.task_namespaces n on n.task_namespace_id = d.task_namespace_id
  where t.task_id = any (p_task_ids)
  order by t.task_id
  on conflict (task_id) do update set archived_at = excluded.archived_at, namespace = excluded.namespace, name = excluded.name,
    version = excluded.version, state = excluded.state, requested_at = excluded.requested_at, finished_at = excluded.finished_at,
    document = excluded.document;
  get diagnostics v_archived = row_count;
  return v_archived;
end
$$;
