-- Cancels a step, and with it every pending step that can no longer run: its children, theirs, and so on through pending ones. The
-- worker of a running one is told ('tasker.stopped': task, step, attempt), its late result is refused; the task goes on with what is
-- left. Refused for a step that is complete or resolved. No row for an unknown task; `step_state` null for an unknown step. Locks the
-- task, then its steps, then decides. Called by TaskOperations.
create function tasker.cancel_step(p_task_id uuid, p_step_id integer, p_actor text, p_reason text)
returns table (task_state text, step_state text, refused boolean, changed boolean, attempt integer, since timestamptz)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set lock_timeout = '10s'
as $$
declare
  v_task record;
  v_step record;
  v_lost integer[];
  v_now timestamptz;
begin
  select * into v_task from tasker.hold_task(p_task_id);
  v_now := clock_timestamp();
  if v_task.state is null then
    return;
  end if;
  select s.state, s.attempts, s.claimed_at, s.claimed_by into v_step
  from tasker.workflow_steps s where s.task_id = p_task_id and s.workflow_step_id = p_step_id;
  if v_step.state is null or not tasker.may_move('step', v_step.state, 'cancelled') then
    return query select v_task.state, v_step.state, v_step.state is distinct from 'cancelled', false, null::integer, null::timestamptz;
    return;
  end if;
  with recursive lost as (
    select p_step_id as workflow_step_id
    union
    select c.child_id
    from lost l
    -- The limits keep these looks by the whole key, whatever the planner believes of tasks: 10,000 steps in a row took two minutes.
    cross join lateral (
      select s.child_ids from tasker.workflow_steps s
      where s.task_id = p_task_id and s.workflow_step_id = l.workflow_step_id limit 1) p
    cross join lateral unnest(p.child_ids) as c (child_id)
    cross join lateral (
      select from tasker.workflow_steps s
      where s.task_id = p_task_id and s.workflow_step_id = c.child_id and s.state = 'pending' limit 1) k
  )
  select array_agg(l.workflow_step_id) into v_lost from lost l;
  with cancelled as (
    update tasker.workflow_steps s
    set state = 'cancelled', ready_at = null, claimed_by = null, timeout_at = null, backoff_request_seconds = null
    where s.task_id = p_task_id and s.workflow_step_id = any (v_lost) and s.state in ('pending', v_step.state)
    returning s.workflow_step_id, s.attempts, s.lane, s.workflow_step_id = p_step_id as asked
  )
  insert into tasker.workflow_step_transitions
    (task_id, workflow_step_id, attempt, started_at, created_at, worker_id, lane, from_state, to_state, actor, reason, metadata)
  select p_task_id, c.workflow_step_id, c.attempts, case when c.asked and v_step.state = 'in_progress' then v_step.claimed_at end, v_now,
    case when c.asked then v_step.claimed_by end, c.lane, case when c.asked then v_step.state else 'pending' end, 'cancelled', p_actor, p_reason,
    case when not c.asked then jsonb_build_object('cancelled_with', p_step_id) end
  from cancelled c order by c.workflow_step_id;
  if v_step.state = 'in_progress' then
    perform pg_notify('tasker.stopped', format('%s %s %s', p_task_id, p_step_id, v_step.attempts));
    attempt := v_step.attempts;
    since := v_step.claimed_at;
  end if;
  return query
  select c.state, 'cancelled', false, true, cancel_step.attempt, cancel_step.since
  from tasker.carry_on(p_task_id, p_actor, p_reason, v_now) c;
end
$$;
