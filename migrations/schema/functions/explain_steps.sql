-- Why each unfinished step of a task is not finished: a reason with its data, and its circuit. The reasons and their data are listed in
-- docs/explain.md. Tests by column, in the order of the case: who holds the step, then whether it may be claimed and from when, then
-- whether anybody would. `inconsistent` is what audit_tasks forbids. Reads only. Called by explain_task.
create function tasker.explain_steps(p_task_id uuid, p_now timestamptz)
returns table (workflow_step_id integer, name text, state text, reason text, detail jsonb, circuit text)
language plpgsql stable
set enable_seqscan = off
set jit = off
as $$
declare
  v_task tasker.tasks;
  v_blocked integer[] := tasker.blocked_steps(p_task_id);
  v_stop record;
begin
  select t.* into v_task from tasker.tasks t where t.task_id = p_task_id;
  select * into v_stop from tasker.stopped_task(p_task_id);
  return query
  with unfinished as materialized (
    select s.workflow_step_id, s.lane, s.priority, s.state, s.attempts, s.retry_limit, s.pending_parents, s.parent_ids, s.timeout_ms,
      s.ready_at, s.claimed_at, s.timeout_at, s.last_attempted_at, s.backoff_request_seconds, s.claimed_by, s.error, n.name, l.queue,
      format('%s.%s@%s', m.name, d.name, d.version) as definition
    from tasker.workflow_steps s
    join tasker.named_steps n on n.named_step_id = s.named_step_id
    join tasker.lanes l on l.lane = s.lane
    join tasker.named_tasks d on d.named_task_id = v_task.named_task_id
    join tasker.task_namespaces m on m.task_namespace_id = d.task_namespace_id
    where s.task_id = p_task_id and s.state in ('pending', 'in_progress', 'error')
  ),
  unserved as materialized (
    select u.lane, u.why from tasker.unserved_lanes(array(select distinct s.lane from unfinished s where s.ready_at <= p_now), p_now) u
  ),
  full_lane as materialized (
    select f.* from tasker.full_limits(array(select distinct s.lane from unfinished s where s.ready_at <= p_now), p_now) f
  ),
  key_wait as materialized (
    select k.* from tasker.key_waits(p_task_id) k
  ),
  judged as materialized (
    select s.*, u.why, coalesce(k.detail, f.detail) as limit_detail,
      w.host, w.pid, coalesce(w.stopped_at, w.heartbeat_at) as silent_since, case
      when v_task.state in ('complete', 'cancelled', 'resolved_manually') then 'task_ended'
      when s.state = 'in_progress' then case
        when w.worker_id is null or w.lost_at is not null or w.stopped_at is not null or w.heartbeat_at + w.lease < p_now then 'lease_expired'
        when s.timeout_at < p_now then 'timed_out'
        else 'running' end
      when s.ready_at is null then case
        when s.state = 'error' then 'failed'
        when v_blocked[s.workflow_step_id] = 2 then 'blocked_by_failure'
        when v_blocked[s.workflow_step_id] = 1 then 'blocked_by_cancellation'
        when v_stop.at is not null and s.pending_parents = (not v_task.concurrent)::integer then 'held'
        when s.pending_parents = 1 and not v_task.concurrent then 'waiting_for_turn'
        when s.pending_parents > 0 then 'waiting_for_parents'
        else 'inconsistent' end
      when v_task.paused_at is not null then 'paused'
      when s.ready_at = 'infinity' then case when k.workflow_step_id is not null then 'limited' else 'inconsistent' end
      when s.ready_at > p_now then case s.state when 'error' then 'backing_off' else 'deferred' end
      when u.lane is not null then 'no_worker'
      else coalesce(f.reason, 'queued') end as reason
    from unfinished s
    left join tasker.workers w on w.worker_id = s.claimed_by
    left join unserved u on u.lane = s.lane
    left join full_lane f on f.lane = s.lane and s.ready_at <= p_now
    left join key_wait k on k.workflow_step_id = s.workflow_step_id and s.ready_at = 'infinity'
  ),
  place as materialized (
    select q.* from tasker.places_in_queue(p_task_id, p_now) q where exists (select from judged j where j.reason = 'queued')
  ),
  returned as materialized (
    select distinct on (h.workflow_step_id) h.workflow_step_id, h.reason
    from tasker.workflow_step_transitions h
    where h.task_id = p_task_id and h.from_state = 'in_progress' and h.to_state = 'pending'
      and exists (select from judged j where j.reason = 'deferred')
    order by h.workflow_step_id, h.workflow_step_transition_id desc
  ),
  parent as materialized (
    select p.* from tasker.open_parents(p_task_id, v_blocked, array(
      select j.workflow_step_id from judged j
      where j.reason in ('waiting_for_parents', 'blocked_by_failure', 'blocked_by_cancellation'))) p
  ),
  active as materialized (
    select jsonb_build_object('workflow_step_id', j.workflow_step_id, 'name', j.name, 'state', j.state) as step
    from judged j where not v_task.concurrent and (j.state = 'in_progress' or j.ready_at is not null) limit 1
  )
  select j.workflow_step_id, j.name, j.state, j.reason, case
    when j.reason in ('waiting_for_parents', 'blocked_by_failure', 'blocked_by_cancellation') then p.detail
    when j.reason in ('limited', 'rate_limited') then j.limit_detail
    when j.reason = 'waiting_for_turn' then jsonb_build_object('active', (select a.step from active a))
    when j.reason in ('running', 'lease_expired', 'timed_out') then jsonb_build_object('worker_id', j.claimed_by, 'host', j.host,
      'pid', j.pid, 'claimed_at', j.claimed_at, 'attempt', j.attempts, 'timeout_ms', j.timeout_ms, 'timeout_at', j.timeout_at,
      'silent_since', j.silent_since)
    when j.reason in ('failed', 'backing_off') then jsonb_build_object('error', jsonb_build_object('message', j.error ->> 'message',
        'error_class', j.error ->> 'errorClass', 'error_code', j.error ->> 'errorCode'),
      'attempts', j.attempts, 'retry_limit', j.retry_limit, 'failed_at', j.last_attempted_at,
      'exhausted', coalesce(j.error @> '{"exhausted": true}', false))
      || case j.reason when 'backing_off' then jsonb_build_object('until', j.ready_at,
        'seconds', extract(epoch from j.ready_at - p_now), 'backoff_seconds', j.backoff_request_seconds) else '{}' end
    when j.reason = 'deferred' then jsonb_build_object('until', j.ready_at, 'seconds', extract(epoch from j.ready_at - p_now),
      'reason', r.reason)
    when j.reason = 'no_worker' then jsonb_build_object('definition', j.definition, 'queue', j.queue, 'why', j.why)
    when j.reason = 'queued' then jsonb_build_object('since', j.ready_at, 'queue', j.queue, 'priority', j.priority, 'ahead', q.ahead,
      'at_least', coalesce(q.at_least, false))
    when j.reason = 'held' then jsonb_build_object('reason', v_stop.reason)
    when j.reason = 'paused' then jsonb_build_object('since', v_task.paused_at, 'by', v_task.paused_by, 'reason', v_task.pause_reason)
    when j.reason = 'task_ended' then jsonb_build_object('state', v_task.state)
    else jsonb_build_object('pending_parents', j.pending_parents, 'parked', coalesce(j.ready_at = 'infinity', false)) end,
    tasker.step_circuit(j.state, j.error is not null,
      coalesce(tasker.next_attempt_at(j.ready_at, j.last_attempted_at, j.backoff_request_seconds) <= p_now, false))
  from judged j
  left join parent p on p.workflow_step_id = j.workflow_step_id
  left join place q on q.workflow_step_id = j.workflow_step_id
  left join returned r on r.workflow_step_id = j.workflow_step_id
  order by j.workflow_step_id;
end
$$;
