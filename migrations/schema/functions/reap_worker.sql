-- Takes back the steps of one dead worker (heartbeat older than its lease), or the timed-out steps of one whose process hangs (it missed
-- a heartbeat).
-- Locks that worker's row for update with skip locked: an advance of the worker in flight, or another reaper, makes this call
-- a no-op. Tasks that are held by somebody are left for the next call: the tombstone stays unreaped until nothing is left.
-- The attempt stays used; its back-off counts from the last sign of life: the profile of its lane, or of another lane of the same
-- step, where a hook has moved it to a queue of its own; else the default one (p_backoff {default, lanes: {lane: profile}}).
-- A step that has lost as many attempts with their workers as its definition allows (poison_mark; p_staleness: the module's settings,
-- null = nobody looks) is noted in task_warnings, and gets no further attempt where the definition says so.
-- Returns the steps taken back, the tasks that rest now and whether the worker is done with, or no row when there was nothing to
-- reap. Called by every worker's reaper.
create function tasker.reap_worker(p_worker uuid, p_backoff jsonb, p_grace interval, p_staleness jsonb default null)
returns table (reaped_worker uuid, lost boolean, done boolean, steps jsonb, rested jsonb)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_dead tasker.workers;
  v_lost boolean;
  v_done boolean;
  v_locked uuid[];
  v_paused uuid[];
  v_pending uuid[];
  v_serial uuid[];
  v_steps jsonb;
  v_task_ids uuid[];
  v_active integer[];
  v_counted record;
begin
  select w.* into v_dead from tasker.workers w
  where w.worker_id <> p_worker and w.reaped_at is null
    and (w.lost_at is not null or w.stopped_at is not null or w.heartbeat_at + w.lease < v_now 
      or (w.earliest_timeout_at + p_grace < v_now and w.heartbeat_at + w.lease / 3 + p_grace < v_now))
  order by w.lost_at nulls first, w.heartbeat_at limit 1 for update skip locked;
  if not found then
    return;
  end if;
  v_lost := v_dead.lost_at is not null or v_dead.stopped_at is not null or v_dead.heartbeat_at + v_dead.lease < v_now;
  v_locked := array(
    select t.task_id from tasker.tasks t
    where t.finished_at is null and exists (
      select from tasker.workflow_steps s
      where s.task_id = t.task_id and s.claimed_by = v_dead.worker_id and (v_lost or s.timeout_at + p_grace < v_now))
    order by t.task_id for no key update skip locked);
  -- What others have committed of these tasks until here is older.
  v_now := clock_timestamp();
  select coalesce(array_agg(t.task_id) filter (where t.paused_at is not null), '{}'), array_agg(t.task_id) filter (where t.state = 'pending'),
    array_agg(t.task_id) filter (where not t.concurrent)
  into v_paused, v_pending, v_serial from tasker.tasks t where t.task_id = any (v_locked);

  with stolen as (
    update tasker.workflow_steps s
    set state = 'error', claimed_by = null, timeout_at = null, last_attempted_at = v_now,
      ready_at = case when g.again then
        case when s.task_id = any (v_paused) then 'infinity' else greatest(v_now, v_dead.heartbeat_at + w.wait) end end,
      backoff_request_seconds = case when g.again then extract(epoch from w.wait) end,
      error = jsonb_build_object('message', case when v_lost then format('worker %s on %s was lost', v_dead.pid, v_dead.host)
          else format('no answer within %s ms', s.timeout_ms) end,
        'errorClass', case when v_lost then 'WorkerLostError' else 'StepTimeoutError' end,
        'attempt', s.attempts, 'permanent', not g.again)
        || case when s.retryable and s.attempts >= s.retry_limit then '{"exhausted": true}'::jsonb else '{}' end
        || case when g.poison is null then '{}' else jsonb_build_object('lostAttempts', g.poison -> 'lost') end
    from tasker.workflow_steps k
    cross join lateral (select make_interval(secs => tasker.retry_wait(k.attempts - k.discounted_attempts, null,
      coalesce(p_backoff -> 'lanes' -> k.lane::text, (
        select p_backoff -> 'lanes' -> o.lane::text
        from tasker.lanes l
        join tasker.lanes o on o.named_task_id = l.named_task_id and o.named_step_id = l.named_step_id
        where l.lane = k.lane and p_backoff -> 'lanes' ? o.lane::text
        limit 1), p_backoff -> 'default'))) as wait) w
    cross join lateral (select case when v_lost then tasker.poison_mark(k.task_id, k.workflow_step_id, k.attempts, k.lane, p_staleness) end as poison) m
    cross join lateral (
      select m.poison, k.retryable and k.attempts < k.retry_limit and (m.poison ->> 'fail')::boolean is not true as again) g
    where k.task_id = any (v_locked) and k.claimed_by = v_dead.worker_id and (v_lost or k.timeout_at + p_grace < v_now)
      and s.task_id = k.task_id and s.workflow_step_id = k.workflow_step_id
    returning s.task_id, s.workflow_step_id, s.attempts, s.claimed_at, s.ready_at, s.error, s.lane, g.poison
  ),
  history as (
    insert into tasker.workflow_step_transitions
      (task_id, workflow_step_id, attempt, started_at, created_at, worker_id, lane, from_state, to_state, error)
    select s.task_id, s.workflow_step_id, s.attempts, s.claimed_at, v_now, v_dead.worker_id, s.lane, 'in_progress', 'error', s.error
    from stolen s
  ),
  warned as (
    insert into tasker.task_warnings as t (task_id, kind, workflow_step_id, since, noticed_at, detail)
    select s.task_id, 'lost_attempts', s.workflow_step_id, v_now, v_now, s.poison from stolen s where s.poison is not null
    order by s.task_id, s.workflow_step_id
    on conflict on constraint task_warnings_pkey do update set since = excluded.since, detail = excluded.detail
  ),
  delta as (
    select s.task_id, -(count(*) filter (where s.ready_at is null))::integer as active from stolen s group by s.task_id
  )
  select (select jsonb_agg(jsonb_build_array(s.task_id, s.workflow_step_id, s.attempts,
      case when s.ready_at < 'infinity' then extract(epoch from s.ready_at - v_now) end)) from stolen s),
    (select array_agg(d.task_id order by d.task_id) from delta d), (select array_agg(d.active order by d.task_id) from delta d)
  into v_steps, v_task_ids, v_active;

  v_done := not v_lost or not exists (
    select from tasker.tasks t join tasker.workflow_steps s on s.task_id = t.task_id
    where t.finished_at is null and s.claimed_by = v_dead.worker_id);
  update tasker.workers w
  set lost_at = case when v_lost then coalesce(w.lost_at, v_now) end, earliest_timeout_at = null,
    reaped_at = case when v_lost and v_done then v_now end
  where w.worker_id = v_dead.worker_id;
  if v_steps is not null then
    perform pg_notify('tasker.work', '');
  end if;
  select * into v_counted
  from tasker.count_tasks(v_task_ids, array_fill(0, array[coalesce(cardinality(v_task_ids), 0)]), v_active,
    v_pending, v_serial, null, v_now);
  if v_counted.turn_task_ids is not null then
    perform tasker.give_turns(null, v_counted.turn_task_ids, v_counted.turn_step_ids, v_paused, v_now, 0, '{}', '[]');
  end if;
  return query select v_dead.worker_id, v_lost, v_done, coalesce(v_steps, '[]'), coalesce(v_counted.rested, '[]');
end
$$;
