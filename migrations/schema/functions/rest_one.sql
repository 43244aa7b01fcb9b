-- Counts the completion of a step for a task that may come to rest by it, or that it starts: the last step of most tasks leaves nothing but `complete`
-- to be said; what else there is count_tasks says. p_active: what the completion adds to the active steps; p_state: what the caller, who
-- holds the lock of the task, found. Gives what count_tasks gives. Called by advance_one.
create function tasker.rest_one(p_task_id uuid, p_active integer, p_state text, p_now timestamptz, out rested jsonb, out started uuid[])
language plpgsql volatile
as $$
declare
  v_seconds double precision;
  v_counted record;
begin
  update tasker.tasks t set incomplete_steps = 0, active_steps = 0, finished_at = p_now, state = 'complete'
  where t.task_id = p_task_id and t.state = 'in_progress' and t.incomplete_steps = 1 and not t.annotates
  returning date_part('epoch', p_now - t.requested_at) into v_seconds;
  if found then
    insert into tasker.task_transitions (task_id, created_at, from_state, to_state) values (p_task_id, p_now, 'in_progress', 'complete');
    rested := jsonb_build_array(jsonb_build_array(p_task_id, 'complete', v_seconds));
    return;
  end if;
  v_counted := tasker.count_tasks(array[p_task_id], '{-1}', array[p_active],
    case p_state when 'pending' then array[p_task_id] end, null, null, p_now);
  rested := v_counted.rested;
  started := v_counted.started;
end
$$;
