-- What a worker may claim: the lanes of its definitions in its queues, and the [lane, named step] pairs in them that some
-- deployment declared but this worker has no handler for. Called when a worker starts and when its heartbeat says that the
-- lanes or steps of its definitions changed.
create function tasker.worker_coverage(p_named_task_ids integer[], p_queues text[], p_known jsonb)
returns table (lanes integer[], foreign_steps jsonb, coverage bigint)
language sql stable
as $$
  with lane as (
    select l.lane, l.named_task_id from tasker.lanes l
    where l.named_task_id = any (p_named_task_ids) and l.queue = any (p_queues)
  )
  select array(select l.lane from lane l order by l.lane),
    coalesce((
      select jsonb_agg(jsonb_build_array(l.lane, n.named_step_id))
      from lane l join tasker.named_tasks_named_steps n on n.named_task_id = l.named_task_id
      where not p_known -> (l.named_task_id::text) @> to_jsonb(n.named_step_id)), '[]'),
    (select count(*) from tasker.lanes l where l.named_task_id = any (p_named_task_ids))
      + (select count(*) from tasker.named_tasks_named_steps n where n.named_task_id = any (p_named_task_ids));
$$;
