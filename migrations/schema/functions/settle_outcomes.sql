-- Writes a batch of outcomes: one conditional update of the claimed steps, their history, the children that this unblocks
-- (handed to the same worker while it has room and nothing better is due, else released to the queue) and nothing else.
-- `released`: units of this worker's lanes that steps were left to; `left_over`: whether any were left to anybody.
-- What becomes claimable in a paused task (p_paused) gets the time infinity: it waits for resume_task, counted as active.
-- The caller holds the locks of the task rows (p_locked, or of every outcome when that is null) and calls count_tasks with the
-- deltas returned here. Under those locks nobody else writes a child that is not ready: it is found once and updated by its place.
-- Called by advance.
create function tasker.settle_outcomes(
  p_worker uuid,
  p_task_ids uuid[], p_step_ids integer[], p_attempts integer[], p_waited real[], p_ran real[], p_results jsonb, p_others jsonb,
  p_locked uuid[], p_paused uuid[], p_now timestamptz, p_room integer, p_lanes integer[], p_units jsonb,
  out counted_task_ids uuid[], out incomplete integer[], out active integer[],
  out handed_task_ids uuid[], out handed_step_ids integer[], out released jsonb, out left_over boolean, out report jsonb)
language plpgsql volatile
as $$
declare
  v_top integer;
  v_lanes integer[];
  v_priorities integer[];
  v_done_task_ids uuid[];
  v_done_step_ids integer[];
begin
  v_top := case when p_units <> '[]' then (select max(u.priority) from tasker.parse_units(p_units) u) end;
  with settled as (
    update tasker.workflow_steps s
    set state = case o.kind when 'completed' then 'complete' when 'failed' then 'error' else 'pending' end,
      ready_at = case
        when o.kind = 'returned' then case when o.paused then 'infinity' else p_now + make_interval(secs => coalesce(o.retry_after, 0)) end
        when o.wait is not null and s.retryable and s.attempts < s.retry_limit
          then case when o.paused then 'infinity' else p_now + make_interval(secs => o.wait) end end,
      -- An attempt that is handed back unused is replaced, and no back-off counts it.
      retry_limit = s.retry_limit + (o.kind = 'returned' and s.retry_limit < 2147483647)::integer,
      discounted_attempts = least(s.discounted_attempts + (o.kind = 'returned')::integer, 32767),
      backoff_request_seconds = case
        when o.wait is not null and s.retryable and s.attempts < s.retry_limit then o.wait end,
      processed_at = case when o.kind = 'completed' then p_now end,
      last_attempted_at = case when o.kind = 'returned' then s.last_attempted_at else p_now end,
      claimed_by = null, timeout_at = null,
      -- What a failed attempt had set as its result is kept beside its error; nobody reads it as an input.
      results = case when o.kind = 'completed' then o.results else coalesce(o.results, s.results) end,
      error = case o.kind when 'failed' then o.error || jsonb_build_object('permanent',
        o.wait is null or not s.retryable or s.attempts >= s.retry_limit)
        || case when o.wait is not null and s.retryable and s.attempts >= s.retry_limit then '{"exhausted": true}'::jsonb else '{}' end
        when 'returned' then s.error end
    from (
      -- Set apart by its offset: the wait is drawn once.
      select o.*, o.task_id = any (p_paused) as paused, case when o.kind = 'failed' and not o.permanent
        then tasker.retry_wait(o.attempt - coalesce((
          select k.discounted_attempts from tasker.workflow_steps k
          where k.task_id = o.task_id and k.workflow_step_id = o.workflow_step_id), 0), o.retry_after, o.backoff) end as wait
      from tasker.parse_outcomes(p_task_ids, p_step_ids, p_attempts, p_waited, p_ran, p_results, p_others) o
      where p_locked is null or o.task_id = any (p_locked) offset 0) o
    where s.task_id = o.task_id and s.workflow_step_id = o.workflow_step_id
      and s.state = 'in_progress' and s.claimed_by = p_worker and s.attempts = o.attempt
    returning s.task_id, s.workflow_step_id, s.state, s.ready_at, s.attempts, s.claimed_at, s.child_ids, s.error, s.lane, s.priority,
      s.backoff_request_seconds, o.waited, o.ran, case o.kind when 'returned' then o.error ->> 'reason' end as reason
  ),
  history as (
    insert into tasker.workflow_step_transitions
      (task_id, workflow_step_id, attempt, started_at, created_at, worker_id, wait_seconds, run_seconds, lane,
      from_state, to_state, reason, error)
    select s.task_id, s.workflow_step_id, s.attempts, s.claimed_at, p_now, p_worker, s.waited, s.ran, s.lane, 'in_progress', s.state, s.reason,
      case when s.state = 'error' then s.error end
    from settled s
  ),
  child as materialized (
    select k.task_id, k.workflow_step_id, u.parents, k.priority, k.ctid as place, k.pending_parents = u.parents as freed,
      k.task_id = any (p_paused) as paused,
      k.pending_parents = u.parents and k.task_id <> all (p_paused) and tasker.has_lane(p_lanes, k.lane)
        and (v_top is null or k.priority >= v_top or not tasker.better_is_due(p_units, k.priority, p_now)) as mine
    from (
      select s.task_id, c.child_id, count(*)::integer as parents
      from settled s cross join lateral unnest(s.child_ids) as c (child_id)
      where s.state = 'complete' group by s.task_id, c.child_id
    ) u
    join tasker.workflow_steps k on k.task_id = u.task_id and k.workflow_step_id = u.child_id and k.state = 'pending'
  ),
  placed as materialized (
    -- There is nearly always room for all.
    select c.*, c.mine and ((select count(*) filter (where c.mine) from child c) <= p_room or c.place in (
      select c.place from child c where c.mine order by c.priority desc, c.task_id, c.workflow_step_id limit p_room)) as hand
    from child c order by c.priority desc, c.task_id, c.workflow_step_id
  ),
  unblocked as (
    update tasker.workflow_steps k
    set pending_parents = k.pending_parents - p.parents,
      state = case when p.hand then 'in_progress' else k.state end,
      ready_at = case when p.freed and not p.hand then case when p.paused then 'infinity' else p_now end end,
      attempts = k.attempts + p.hand::integer,
      claimed_by = case when p.hand then p_worker end,
      claimed_at = case when p.hand then p_now end,
      timeout_at = case when p.hand then p_now + k.timeout_ms * interval '1 millisecond' end
    from placed p
    where k.ctid = p.place and k.state = 'pending'
    returning k.task_id, k.workflow_step_id, k.lane, k.priority, k.ready_at, p.freed, p.hand
  ),
  delta as (
    select d.task_id, sum(d.incomplete)::integer as incomplete, sum(d.active)::integer as active
    from (
      select s.task_id, -(s.state = 'complete')::integer as incomplete, -(s.ready_at is null)::integer as active from settled s
      union all
      select u.task_id, 0, 1 from unblocked u where u.freed
    ) d
    group by d.task_id order by d.task_id
  )
  select d.task_ids, d.incomplete, d.active, u.task_ids, u.step_ids, u.lanes || s.lanes, u.priorities || s.priorities,
    coalesce(s.report, '[]'), s.task_ids, s.step_ids
  into counted_task_ids, incomplete, active, handed_task_ids, handed_step_ids, v_lanes, v_priorities, report, v_done_task_ids, v_done_step_ids
  from (select array_agg(d.task_id) as task_ids, array_agg(d.incomplete) as incomplete, array_agg(d.active) as active from delta d) d, (
      select array_agg(u.task_id) filter (where u.hand) as task_ids, array_agg(u.workflow_step_id) filter (where u.hand) as step_ids,
        array_agg(u.lane) filter (where u.ready_at <= p_now) as lanes, array_agg(u.priority) filter (where u.ready_at <= p_now) as priorities
      from unblocked u) u, (
      select array_agg(s.task_id) as task_ids, array_agg(s.workflow_step_id) as step_ids,
        array_agg(s.lane) filter (where s.state = 'pending' and s.ready_at <= p_now) as lanes,
        array_agg(s.priority) filter (where s.state = 'pending' and s.ready_at <= p_now) as priorities,
        jsonb_agg(jsonb_build_array(s.task_id, s.workflow_step_id, s.attempts, s.state,
          case when s.ready_at < 'infinity' then extract(epoch from s.ready_at - p_now) end)
          || case when s.ready_at = 'infinity' and s.state = 'error' then jsonb_build_array(s.backoff_request_seconds) else '[]' end)
          filter (where s.state <> 'complete') as report
      from settled s) s;
  left_over := v_lanes is not null;
  released := case when left_over then tasker.released_units(v_lanes, v_priorities, p_lanes, p_now) end;
  if cardinality(coalesce(v_done_task_ids, '{}')) < cardinality(p_task_ids) then
    report := report || tasker.rejected_outcomes(p_task_ids, p_step_ids, p_attempts, p_locked, v_done_task_ids, v_done_step_ids);
  end if;
end
$$;
