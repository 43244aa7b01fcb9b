-- A worker's sign of life, and what it should know: whether it still has its lease, which of its running attempts it no longer holds
-- ([[task, step, attempt]]: somebody cancelled the step or ended the task; told here because a notification may get lost), when the next
-- lease of another worker runs out, and a figure that changes when its lanes or their limits do. The running attempts are given as
-- three lists of the same length. With p_lanes, those that the worker claims from, also how many milliseconds it is until the first step of
-- them is due, as first_due_ms says it. Writes the worker's own row only. Called every third of a lease.
create function tasker.heartbeat(
  p_worker uuid, p_timeout_in_ms double precision, p_task_ids uuid[], p_step_ids integer[], p_attempts integer[], p_named_task_ids integer[],
  p_lanes integer[] default null,
  out alive boolean, out gone jsonb, out others integer, out expiry_in_ms double precision, out coverage bigint, out due_in_ms double precision)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  update tasker.workers w
  set heartbeat_at = v_now, earliest_timeout_at = v_now + p_timeout_in_ms * interval '1 millisecond',
    running_steps = cardinality(p_task_ids)
  where w.worker_id = p_worker and w.lost_at is null and w.stopped_at is null;
  alive := found;
  gone := coalesce((
    select jsonb_agg(jsonb_build_array(r.task_id, r.workflow_step_id, r.attempt))
    from unnest(p_task_ids, p_step_ids, p_attempts) as r (task_id, workflow_step_id, attempt)
    where not exists (
      select from tasker.workflow_steps s
      where s.task_id = r.task_id and s.workflow_step_id = r.workflow_step_id
        and s.state = 'in_progress' and s.claimed_by = p_worker and s.attempts = r.attempt)), '[]');
  select count(*) filter (where w.stopped_at is null and w.lost_at is null), 1000 * extract(epoch from min(
      coalesce(w.stopped_at, least(w.heartbeat_at + w.lease, case when w.earliest_timeout_at is not null
        then greatest(w.earliest_timeout_at, w.heartbeat_at + w.lease / 3) + interval '1 second' end))) - v_now)
  into others, expiry_in_ms
  from tasker.workers w
  where w.worker_id <> p_worker and w.reaped_at is null;
  coverage := tasker.coverage_figure(p_named_task_ids);
  if p_lanes is not null then
    due_in_ms := tasker.first_due_ms(p_lanes);
  end if;
end
$$;
