-- Warnings that were not told yet, the oldest first, with the names of the task and the step; from now on they count as told. Locks
-- their rows, skip locked: two callers tell different ones. Called by StalenessJob, which publishes them.
create function tasker.tell_warnings(p_limit integer)
returns table (
  task_id uuid, namespace text, name text, version text, kind text, workflow_step_id integer, step text, since timestamptz, noticed_at timestamptz,
  detail jsonb)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
begin
  return query
  with untold as materialized (
    select w.task_id, w.kind, w.workflow_step_id from tasker.task_warnings w
    where w.told_at is null order by w.noticed_at limit p_limit for update skip locked
  ),
  told as (
    update tasker.task_warnings w set told_at = clock_timestamp()
    from untold u
    where w.task_id = u.task_id and w.kind = u.kind and w.workflow_step_id = u.workflow_step_id
    returning w.*
  )
  select w.task_id, n.name, d.name, d.version, w.kind, w.workflow_step_id, m.name, w.since, w.noticed_at, w.detail
  from told w
  join tasker.tasks t on t.task_id = w.task_id
  join tasker.named_tasks d on d.named_task_id = t.named_task_id
  join tasker.task_namespaces n on n.task_namespace_id = d.task_namespace_id
  left join tasker.workflow_steps s on s.task_id = w.task_id and s.workflow_step_id = w.workflow_step_id
  left join tasker.named_steps m on m.named_step_id = s.named_step_id
  order by w.noticed_at, w.task_id;
end
$$;
