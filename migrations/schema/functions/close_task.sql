-- Ends a task for good by a person, p_state 'cancelled' or 'resolved_manually': nothing of it is claimed from now on, late results of
-- running steps are refused, unfinished steps are cancelled; those that failed are resolved when the task is. A task that annotates gets
-- its hook, as at every rest. Locks the task, then its steps, then decides. No row for an unknown task; `refused` when the state machine
-- does not allow it, `changed` false and not refused when the task is in that state already. Called by cancel_task and resolve_task.
create function tasker.close_task(p_task_id uuid, p_state text, p_actor text, p_reason text)
returns table (task_state text, refused boolean, changed boolean)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_task record;
  v_now timestamptz;
  v_stopped boolean;
begin
  select * into v_task from tasker.hold_task(p_task_id);
  v_now := clock_timestamp();
  if v_task.state is null then
    return;
  end if;
  if not tasker.may_move('task', v_task.state, p_state) then
    return query select v_task.state, v_task.state <> p_state, false;
    return;
  end if;
  with closed as (
    update tasker.workflow_steps s
    set state = case when s.state = 'error' then p_state else 'cancelled' end, ready_at = null, claimed_by = null, timeout_at = null,
      backoff_request_seconds = null,
      processed_at = case when s.state = 'error' and p_state = 'resolved_manually' then v_now else s.processed_at end,
      results = case when s.state = 'error' and p_state = 'resolved_manually' then '{}' else s.results end
    where s.task_id = p_task_id and s.state in ('pending', 'in_progress', 'error')
    returning s.workflow_step_id, s.attempts, s.state, s.lane
  ),
  history as (
    insert into tasker.workflow_step_transitions
      (task_id, workflow_step_id, attempt, started_at, created_at, worker_id, lane, from_state, to_state, actor, reason)
    select p_task_id, c.workflow_step_id, c.attempts, case when f.state = 'in_progress' then f.claimed_at end, v_now, f.claimed_by,
      c.lane, f.state, c.state, p_actor, p_reason
    from closed c
    -- As the statement found it. The limit keeps this a look by the whole key for each step, whatever the planner believes of tasks.
    cross join lateral (
      select s.state, s.claimed_by, s.claimed_at from tasker.workflow_steps s
      where s.task_id = p_task_id and s.workflow_step_id = c.workflow_step_id limit 1) f
    order by c.workflow_step_id
    returning from_state
  )
  select coalesce(bool_or(h.from_state = 'in_progress'), false) into v_stopped from history h;
  update tasker.tasks t
  set state = p_state, active_steps = 0, finished_at = v_now, paused_at = null, paused_by = null, pause_reason = null, incomplete_steps = (
    select count(*) from tasker.workflow_steps s where s.task_id = p_task_id and s.state not in ('complete', 'resolved_manually'))
  where t.task_id = p_task_id;
  insert into tasker.task_transitions (task_id, created_at, from_state, to_state, actor, reason)
  values (p_task_id, v_now, v_task.state, p_state, p_actor, p_reason);
  delete from tasker.dead_letters d where d.task_id = p_task_id;
  delete from tasker.task_deadlines d where d.task_id = p_task_id;
  if v_task.annotates then
    insert into tasker.annotation_hooks (task_id, named_task_id, due_at) values (p_task_id, v_task.named_task_id, v_now)
    on conflict (task_id) do update set due_at = excluded.due_at, attempts = annotation_hooks.attempts + 1;
  end if;
  if v_stopped then
    perform pg_notify('tasker.stopped', p_task_id::text);
  end if;
  return query select p_state, false, true;
end
$$;
