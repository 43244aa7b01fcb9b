-- Stops tasks for good whose time is over: running steps fail permanently, a retry that they wait for does not come, everything
-- else that is unfinished is cancelled; the task rests in error when a step is in error, else cancelled. Late results are refused.
-- Takes up to p_limit due deadlines, the oldest first; deletes them, also those of tasks that are finished.
-- Locks the tasks in task_id order (skip locked: a held one is left for the next call), then their steps, then decides. Returns
-- the tasks that it stopped. Called, when a deadline is due (next_deadline_ms), by workers whose application has a definition with a limit.
create function tasker.expire_tasks(p_limit integer)
returns table (task_id uuid, state text)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
set lock_timeout = '10s'
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_due uuid[] := array(
    select d.task_id from tasker.task_deadlines d where d.deadline_at <= v_now order by d.deadline_at limit p_limit);
  v_locked uuid[];
begin
  if cardinality(v_due) = 0 then
    return;
  end if;
  v_locked := array(
    select t.task_id from tasker.tasks t where t.task_id = any (v_due) order by t.task_id for no key update skip locked);
  perform from tasker.workflow_steps s
  join tasker.tasks t on t.task_id = s.task_id
  where t.task_id = any (v_locked) and t.finished_at is null
  order by s.task_id, s.workflow_step_id for no key update of s;
  v_now := clock_timestamp();

  return query
  with ending as materialized (
    select t.task_id, t.state as former, t.annotates, t.named_task_id, extract(epoch from d.deadline_at - t.requested_at) as seconds
    from tasker.tasks t join tasker.task_deadlines d on d.task_id = t.task_id
    where t.task_id = any (v_locked) and t.finished_at is null
  ),
  stopped as (
    update tasker.workflow_steps s
    set state = case k.state when 'pending' then 'cancelled' else 'error' end,
      ready_at = null, claimed_by = null, timeout_at = null, backoff_request_seconds = null,
      last_attempted_at = case k.state when 'in_progress' then v_now else s.last_attempted_at end,
      error = case k.state when 'in_progress' then jsonb_build_object(
          'message', format('the task was not finished within its limit of %s s', trim_scale(round(e.seconds, 3))),
          'errorClass', 'TaskTimeoutError', 'attempt', s.attempts, 'permanent', true)
        when 'error' then coalesce(s.error, '{}') || '{"permanent": true}' end
    from ending e
    join tasker.workflow_steps k on k.task_id = e.task_id
    where (k.state in ('pending', 'in_progress') or (k.state = 'error' and k.ready_at is not null))
      and s.task_id = k.task_id and s.workflow_step_id = k.workflow_step_id
    returning s.task_id, s.workflow_step_id, s.attempts, s.state, s.error, k.state as former, k.claimed_by as worker,
      case when k.state = 'in_progress' then s.claimed_at end as started_at
  ),
  step_history as (
    insert into tasker.workflow_step_transitions
      (task_id, workflow_step_id, attempt, started_at, created_at, worker_id, from_state, to_state, reason, error)
    select s.task_id, s.workflow_step_id, s.attempts, s.started_at, v_now, s.worker, s.former, s.state, 'max_execution_time',
      case when s.former = 'in_progress' then s.error end
    from stopped s where s.former <> 'error' order by s.task_id, s.workflow_step_id
  ),
  rested as (
    update tasker.tasks t
    set active_steps = 0, finished_at = v_now,
      -- As the steps were: what was running is in error now.
      state = case when exists (
        select from tasker.workflow_steps s where s.task_id = t.task_id and s.state in ('error', 'in_progress')
      ) then 'error' else 'cancelled' end
    from ending e where t.task_id = e.task_id
    returning t.task_id, t.state, e.former, e.annotates, e.named_task_id, pg_notify('tasker.stopped', t.task_id::text)
  ),
  history as (
    insert into tasker.task_transitions (task_id, created_at, from_state, to_state, reason)
    select r.task_id, v_now, m.from_state, m.to_state, m.reason
    from rested r
    cross join lateral (
      select 'pending' as from_state, 'in_progress' as to_state, null as reason where r.former = 'pending' and r.state = 'error'
      union all
      select case when r.state = 'error' then 'in_progress' else r.former end, r.state, 'max_execution_time'
    ) m
  ),
  hook as (
    insert into tasker.annotation_hooks (task_id, named_task_id, due_at)
    select r.task_id, r.named_task_id, v_now from rested r where r.annotates order by r.task_id
    on conflict on constraint annotation_hooks_pkey do update
        set due_at = excluded.due_at, attempts = annotation_hooks.attempts + 1
  )
  select r.task_id, r.state from rested r order by r.task_id;
  delete from tasker.task_deadlines d
  where d.task_id = any (v_due)
    and (d.task_id = any (v_locked) or not exists (select from tasker.tasks t where t.task_id = d.task_id));
end
$$;
