-- Stops a task for good: nothing of it is claimed from now on, late results of running steps are refused, unfinished steps are
-- cancelled. Locks the task, then its steps, then decides. Returns no row for an unknown task; `refused` when the task is
-- complete or resolved; cancelling a cancelled task changes nothing; a task that annotates gets its hook, as at every
-- rest. Called by Orchestrator.cancelTask.
create function tasker.cancel_task(p_task_id uuid, p_actor text, p_reason text)
returns table (state text, refused boolean, changed boolean)
language plpgsql volatile
set lock_timeout = '10s'
as $$
declare
  v_state text;
  v_annotating integer;
  v_now timestamptz;
begin
  select t.state, case when t.annotates then t.named_task_id end into v_state, v_annotating
  from tasker.tasks t where t.task_id = p_task_id for no key update;
  if not found then
    return;
  end if;
  perform from tasker.workflow_steps s where s.task_id = p_task_id order by s.workflow_step_id for no key update;
  v_now := clock_timestamp();
  if v_state not in ('pending', 'in_progress', 'error') then
    return query select v_state, v_state <> 'cancelled', false;
    return;
  end if;
  with cancelled as (
    update tasker.workflow_steps s
    set state = 'cancelled', ready_at = null, claimed_by = null, timeout_at = null
    from tasker.workflow_steps former
    where s.task_id = p_task_id and s.state in ('pending', 'in_progress', 'error')
      and former.task_id = p_task_id and former.workflow_step_id = s.workflow_step_id
    returning s.workflow_step_id, s.attempts, former.state, former.claimed_by,
      case when former.state = 'in_progress' then s.claimed_at end as started_at
  )
  insert into tasker.workflow_step_transitions
    (task_id, workflow_step_id, attempt, started_at, created_at, worker_id, from_state, to_state, actor, reason)
  select p_task_id, c.workflow_step_id, c.attempts, c.started_at, v_now, c.claimed_by, c.state, 'cancelled', p_actor, p_reason
  from cancelled c;
  update tasker.tasks t set state = 'cancelled', active_steps = 0, finished_at = v_now where t.task_id = p_task_id;
  insert into tasker.task_transitions (task_id, created_at, from_state, to_state, actor, reason)
  values (p_task_id, v_now, v_state, 'cancelled', p_actor, p_reason);
  if v_annotating is not null then
    insert into tasker.annotation_hooks (task_id, named_task_id, due_at) values (p_task_id, v_annotating, v_now)
    on conflict (task_id) do update set due_at = excluded.due_at, attempts = annotation_hooks.attempts + 1;
  end if;
  perform pg_notify('tasker.stopped', p_task_id::text);
  return query select 'cancelled', false, true;
end
$$;
