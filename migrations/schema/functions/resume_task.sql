-- Lets a paused task go on: what waited becomes claimable, automatic retries at their time if that is still to come. Refused at rest,
-- unless the task was paused before it came to rest in error; resuming a task that is not paused changes nothing. No row for an unknown task.
-- Locks the task, then its steps, then decides. Called by TaskOperations and act_on_tasks.
create function tasker.resume_task(p_task_id uuid, p_actor text, p_reason text)
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
  if v_task.paused_at is null then
    return query select v_task.state, v_task.state not in ('pending', 'in_progress'), false;
    return;
  end if;
  update tasker.workflow_steps s
  set ready_at = case s.state
    when 'error' then greatest(v_now, s.last_attempted_at + make_interval(secs => coalesce(s.backoff_request_seconds, 0))) else v_now end
  where s.task_id = p_task_id and s.ready_at = 'infinity';
  if found then
    perform pg_notify('tasker.work', '');
  end if;
  update tasker.tasks t set paused_at = null, paused_by = null, pause_reason = null where t.task_id = p_task_id;
  insert into tasker.task_transitions (task_id, created_at, from_state, to_state, actor, reason, metadata)
  values (p_task_id, v_now, v_task.state, v_task.state, p_actor, p_reason, '{"action": "resume"}');
  return query select v_task.state, false, true;
end
$$;
