-- Changes what a task says about itself: the reason it was requested for, and its tags; null leaves either as it is. Allowed in every state,
-- moves nothing. The history has both values of what changed; the same values change nothing. No row for an unknown task. Locks the task
-- only: what runs of it goes on. Called by TaskOperations.
create function tasker.update_task(p_task_id uuid, p_new_reason text, p_new_tags text[], p_actor text, p_reason text)
returns table (task_state text, refused boolean, changed boolean)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set lock_timeout = '10s'
as $$
declare
  v_task record;
  v_changes jsonb;
begin
  select t.state, t.reason, t.tags into v_task from tasker.tasks t where t.task_id = p_task_id for no key update;
  if not found then
    return;
  end if;
  v_changes := case when v_task.reason <> p_new_reason
      then jsonb_build_object('reason', jsonb_build_object('from', v_task.reason, 'to', p_new_reason)) else '{}' end
    || case when v_task.tags <> p_new_tags
      then jsonb_build_object('tags', jsonb_build_object('from', v_task.tags, 'to', p_new_tags)) else '{}' end;
  if v_changes = '{}' then
    return query select v_task.state, false, false;
    return;
  end if;
  update tasker.tasks t set reason = coalesce(p_new_reason, t.reason), tags = coalesce(p_new_tags, t.tags) where t.task_id = p_task_id;
  if v_changes ? 'tags' then
    perform tasker.retag_task(p_task_id, p_new_tags);
  end if;
  insert into tasker.task_transitions (task_id, created_at, from_state, to_state, actor, reason, metadata)
  values (p_task_id, clock_timestamp(), v_task.state, v_task.state, p_actor, p_reason, '{"action": "update"}' || v_changes);
  return query select v_task.state, false, true;
end
$$;
