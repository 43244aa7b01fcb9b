-- Holds a task back: nothing of it is claimed until resume_task, what runs is finished. What could be claimed, now or later, waits
-- without a time (ready_at infinity); what becomes claimable meanwhile joins it. Its time limit goes on. Refused at rest; pausing a
-- paused task changes nothing. No row for an unknown task. Locks the task, then its steps, then decides. Called by TaskOperations and
-- act_on_tasks.
create function tasker.pause_task(p_task_id uuid, p_actor text, p_reason text)
returns table (task_state text, refused boolean, changed boolean)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set lock_timeout = '10s'
as $$
declare
  v_task record;
  v_now timestamptz;
begin
  select * into v_task from tasker.hold_task(p_task_id);
  v_now := clock_timestamp();
  if v_task.state is null then
    return;
  end if;
  if v_task.state not in ('pending', 'in_progress') or v_task.paused_at is not null then
    return query select v_task.state, v_task.state not in ('pending', 'in_progress'), false;
    return;
  end if;
  update tasker.workflow_steps s set ready_at = 'infinity' where s.task_id = p_task_id and s.ready_at < 'infinity';
  -- What waited for a limit waits for resume_task now, and is due again then.
  delete from tasker.limit_waits l where l.task_id = p_task_id;
  update tasker.tasks t set paused_at = v_now, paused_by = p_actor, pause_reason = p_reason where t.task_id = p_task_id;
  insert into tasker.task_transitions (task_id, created_at, from_state, to_state, actor, reason, metadata)
  values (p_task_id, v_now, v_task.state, v_task.state, p_actor, p_reason, '{"action": "pause"}');
  return query select v_task.state, false, true;
end
$$;
