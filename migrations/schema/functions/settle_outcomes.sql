-- Writes a batch of outcomes: one conditional update of the claimed steps, their history, the children that this unblocks
-- (handed to the same worker while it has room and nothing better is due, else released to the queue) and nothing else.
-- `released`: units of this worker's lanes that steps were left to; `left_over`: whether any were left to anybody.
-- What becomes claimable in a paused task (p_paused) gets the time infinity: it waits for resume_task, counted as active.
-- The caller holds the locks of the task rows (p_locked, or of every outcome when that is null) and calls count_tasks with the
-- deltas returned here.
-- Called by advance.
create function tasker.settle_outcomes(
  p_worker uuid, p_outcomes jsonb, p_locked uuid[], p_paused uuid[], p_now timestamptz,
  p_room integer, p_lanes integer[], p_units jsonb,
  out task_ids uuid[], out incomplete integer[], out active integer[],
  out handed_task_ids uuid[], out handed_step_ids integer[], out released jsonb, out left_over boolean, out report jsonb)
language plpgsql volatile
as $$
declare
  v_top integer := (select max(u.priority) from tasker.parse_units(p_units) u);
begin
  with outcome as materialized (
    select o.*, o.task_id = any (p_paused) as paused, case when o.kind = 'failed' and not o.permanent
      then tasker.retry_wait(o.attempt - coalesce((
        select k.discounted_attempts from tasker.workflow_steps k
        where k.task_id = o.task_id and k.workflow_step_id = o.workflow_step_id), 0), o.retry_after, o.backoff) end as wait
    from tasker.parse_outcomes(p_outcomes) o
    where p_locked is null or o.task_id = any (p_locked)
  ),
  settled as (
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
    from outcome o
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
    select k.task_id, k.workflow_step_id, u.parents, k.priority, k.pending_parents = u.parents as freed,
      k.task_id = any (p_paused) as paused,
      k.pending_parents = u.parents and k.task_id <> all (p_paused) and tasker.has_lane(p_lanes, k.lane)
        and (v_top is null or k.priority >= v_top or not exists (
          select from tasker.parse_units(p_units) b
          where b.priority > k.priority and exists (
            select from tasker.workflow_steps q
            where q.lane = b.lane and q.priority = b.priority and q.ready_at >= b.mark and q.ready_at <= p_now))) as mine
    from (
      select s.task_id, c.child_id, count(*)::integer as parents
      from settled s cross join lateral unnest(s.child_ids) as c (child_id)
      where s.state = 'complete' group by s.task_id, c.child_id
    ) u
    join tasker.workflow_steps k on k.task_id = u.task_id and k.workflow_step_id = u.child_id and k.state = 'pending'
  ),
  placed as materialized (
    select c.*, c.mine and row_number() over (order by c.mine desc, c.priority desc, c.task_id, c.workflow_step_id) <= p_room as hand
    from child c
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
    where k.task_id = p.task_id and k.workflow_step_id = p.workflow_step_id and k.state = 'pending'
    returning k.task_id, k.workflow_step_id, k.lane, k.priority, k.ready_at, p.freed, p.hand
  ),
  left_unit as (
    select u.lane, u.priority from unblocked u where u.ready_at <= p_now
    union
    select s.lane, s.priority from settled s where s.state = 'pending' and s.ready_at <= p_now
  ),
  delta as (
    select d.task_id, sum(d.incomplete)::integer as incomplete, sum(d.active)::integer as active
    from (
      select s.task_id, -(s.state = 'complete')::integer as incomplete, -(s.ready_at is null)::integer as active from settled s
      union all
      select u.task_id, 0, 1 from unblocked u where u.freed
    ) d
    group by d.task_id
  )
  select (select array_agg(d.task_id order by d.task_id) from delta d),
    (select array_agg(d.incomplete order by d.task_id) from delta d),
    (select array_agg(d.active order by d.task_id) from delta d),
    (select array_agg(u.task_id order by u.task_id, u.workflow_step_id) from unblocked u where u.hand),
    (select array_agg(u.workflow_step_id order by u.task_id, u.workflow_step_id) from unblocked u where u.hand),
    (select jsonb_agg(jsonb_build_array(u.lane, u.priority, tasker.unit_mark(p_now))) from left_unit u
      where tasker.has_lane(p_lanes, u.lane)),
    exists (select from left_unit),
    coalesce((select jsonb_agg(jsonb_build_array(s.task_id, s.workflow_step_id, s.attempts, s.state,
        case when s.ready_at < 'infinity' then extract(epoch from s.ready_at - p_now) end)
        || case when s.ready_at = 'infinity' and s.state = 'error' then jsonb_build_array(s.backoff_request_seconds) else '[]' end)
        from settled s where s.state <> 'complete'), '[]')
    || case when (select count(*) from settled) < (select count(*) from outcome) then coalesce((
        select jsonb_agg(jsonb_build_array(o.task_id, o.workflow_step_id, o.attempt, 'rejected', null)) from outcome o
        where not exists (select from settled s where s.task_id = o.task_id and s.workflow_step_id = o.workflow_step_id)), '[]')
      else '[]' end
  into task_ids, incomplete, active, handed_task_ids, handed_step_ids, released, left_over, report;
end
$$;
