-- Counts one task whose steps may run side by side: what count_tasks does with a set, by plain statements. Called by count_tasks, with its
-- parameters and its result.
create function tasker.count_one(
  p_task_id uuid, p_incomplete integer, p_active integer, p_pending boolean, p_now timestamptz,
  out rested jsonb, out started uuid[], out failed uuid[], out cancelled uuid[], out annotating uuid[])
language plpgsql volatile
as $$
declare
  v_task record;
begin
  update tasker.tasks t
  set incomplete_steps = t.incomplete_steps + p_incomplete,
    active_steps = t.active_steps + p_active,
    finished_at = case when t.active_steps + p_active = 0 then p_now end,
    paused_at = case when t.incomplete_steps + p_incomplete > 0 then t.paused_at end,
    paused_by = case when t.incomplete_steps + p_incomplete > 0 then t.paused_by end,
    pause_reason = case when t.incomplete_steps + p_incomplete > 0 then t.pause_reason end,
    state = case
      when t.active_steps + p_active > 0 then 'in_progress'
      when t.incomplete_steps + p_incomplete = 0 then 'complete'
      when exists (select from tasker.workflow_steps s where s.task_id = p_task_id and s.state = 'error') then 'error'
      else 'cancelled' end
  where t.task_id = p_task_id and t.state in ('pending', 'in_progress')
  returning t.state, date_part('epoch', p_now - t.requested_at) as seconds, t.annotates into v_task;
  if not found then
    return;
  end if;
  if p_pending then
    started := array[p_task_id];
    insert into tasker.task_transitions (task_id, created_at, from_state, to_state) values (p_task_id, p_now, 'pending', 'in_progress');
  end if;
  if v_task.state = 'in_progress' then
    return;
  end if;
  insert into tasker.task_transitions (task_id, created_at, from_state, to_state) values (p_task_id, p_now, 'in_progress', v_task.state);
  rested := jsonb_build_array(jsonb_build_array(p_task_id, v_task.state, v_task.seconds));
  failed := case when v_task.state = 'error' then array[p_task_id] end;
  cancelled := case when v_task.state = 'cancelled' then array[p_task_id] end;
  annotating := case when v_task.annotates then array[p_task_id] end;
end
$$;
