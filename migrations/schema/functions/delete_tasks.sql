-- Deletes tasks with everything that belongs to them, and takes them out of the totals of analytics. The caller holds the tasks for update.
-- Called by retire_tasks.
create function tasker.delete_tasks(p_task_ids uuid[])
returns void
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_counted jsonb;
begin
  if cardinality(p_task_ids) = 0 then
    return;
  end if;
  v_counted := tasker.counted_tasks(p_task_ids);
  delete from tasker.workflow_step_transitions h where h.task_id = any (p_task_ids);
  delete from tasker.task_transitions h where h.task_id = any (p_task_ids);
  delete from tasker.task_annotations a where a.task_id = any (p_task_ids);
  delete from tasker.annotation_hooks a where a.task_id = any (p_task_ids);
  delete from tasker.task_deadlines d where d.task_id = any (p_task_ids);
  delete from tasker.dead_letters d where d.task_id = any (p_task_ids);
  delete from tasker.task_warnings w where w.task_id = any (p_task_ids);
  delete from tasker.task_bottlenecks b where b.task_id = any (p_task_ids);
  delete from tasker.task_terms m where m.task_id = any (p_task_ids);
  -- Leftovers of limits: others meet and free them too, in another order.
  delete from tasker.limit_slots l where (l.task_id, l.workflow_step_id, l.limit_id, l.attempt) in (
    select k.task_id, k.workflow_step_id, k.limit_id, k.attempt from tasker.limit_slots k
    where k.task_id = any (p_task_ids) for update skip locked);
  delete from tasker.limit_waits l where (l.task_id, l.workflow_step_id) in (
    select k.task_id, k.workflow_step_id from tasker.limit_waits k
    where k.task_id = any (p_task_ids) for update skip locked);
  delete from tasker.workflow_steps s where s.task_id = any (p_task_ids);
  delete from tasker.tasks t where t.task_id = any (p_task_ids);
  -- Last: whoever counts waits from here on.
  if v_counted is not null then
    perform tasker.take_out_tasks(v_counted);
  end if;
end
$$;
