-- Stops unfinished tasks, each with a message for its running steps: those fail permanently with the class p_class, a retry that they wait
-- for does not come, pending ones are held: they stay pending without a time, and get one when a person lets the task go on (carry_on). The
-- task rests in error, whatever its steps are, and gets what every rest in error gives: history with p_reason (stopped_task reads it), a
-- dead letter, a hook. Late results are refused. The caller holds the tasks and their steps. Returns the tasks that it stopped.
-- Called by expire_tasks and fail_stale.
create function tasker.stop_tasks(p_task_ids uuid[], p_messages text[], p_class text, p_reason text, p_now timestamptz)
returns table (task_id uuid, state text)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  return query
  with ending as materialized (
    select t.task_id, t.state as former, t.concurrent, t.annotates, t.named_task_id, g.message
    from unnest(p_task_ids, p_messages) as g (task_id, message) join tasker.tasks t on t.task_id = g.task_id
    where t.finished_at is null
  ),
  stopped as (
    update tasker.workflow_steps s
    set state = case k.state when 'pending' then 'pending' else 'error' end,
      ready_at = null, claimed_by = null, timeout_at = null, backoff_request_seconds = null,
      -- A held step of a serial task waits for its turn again.
      pending_parents = case when k.state = 'pending' and not e.concurrent then 1 else s.pending_parents end,
      last_attempted_at = case k.state when 'in_progress' then p_now else s.last_attempted_at end,
      error = case k.state
        when 'in_progress' then jsonb_build_object('message', e.message, 'errorClass', p_class, 'attempt', s.attempts, 'permanent', true)
        when 'error' then coalesce(s.error, '{}') || '{"permanent": true}'
        else s.error end
    from ending e
    join tasker.workflow_steps k on k.task_id = e.task_id
    where (k.state = 'in_progress' or k.ready_at is not null)
      and s.task_id = k.task_id and s.workflow_step_id = k.workflow_step_id
    returning s.task_id, s.workflow_step_id, s.attempts, s.error, s.lane, k.state as former, k.claimed_by as worker,
      k.claimed_at as started_at
  ),
  step_history as (
    insert into tasker.workflow_step_transitions
      (task_id, workflow_step_id, attempt, started_at, created_at, worker_id, lane, from_state, to_state, reason, error)
    select s.task_id, s.workflow_step_id, s.attempts, s.started_at, p_now, s.worker, s.lane, 'in_progress', 'error', p_reason, s.error
    from stopped s where s.former = 'in_progress' order by s.task_id, s.workflow_step_id
  ),
  rested as (
    update tasker.tasks t set active_steps = 0, finished_at = p_now, state = 'error'
    from ending e where t.task_id = e.task_id
    returning t.task_id, t.state, e.former, e.annotates, e.named_task_id, pg_notify('tasker.stopped', t.task_id::text)
  ),
  history as (
    insert into tasker.task_transitions (task_id, created_at, from_state, to_state, reason, metadata)
    select r.task_id, p_now, r.former, r.state, p_reason, '{"action": "stop"}' from rested r order by r.task_id
  ),
  dead as (
    insert into tasker.dead_letters (task_id, named_task_id, failed_at)
    select r.task_id, r.named_task_id, p_now from rested r order by r.task_id
    on conflict on constraint dead_letters_pkey do update set failed_at = excluded.failed_at
  ),
  hook as (
    insert into tasker.annotation_hooks (task_id, named_task_id, due_at)
    select r.task_id, r.named_task_id, p_now from rested r where r.annotates order by r.task_id
    on conflict on constraint annotation_hooks_pkey do update
        set due_at = excluded.due_at, attempts = annotation_hooks.attempts + 1
  )
  select r.task_id, r.state from rested r order by r.task_id;
end
$$;
