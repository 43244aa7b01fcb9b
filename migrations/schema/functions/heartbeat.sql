-- A worker's sign of life, and what it should know: whether it still has its lease, which of its running tasks were stopped by
-- a person or by their time limit, when the next lease of another worker runs out, and a figure that changes when the lanes of its definitions do. Writes the worker's own row only. Called every third of a lease.
create function tasker.heartbeat(
  p_worker uuid, p_timeout_in_ms double precision, p_running uuid[], p_named_task_ids integer[],
  out alive boolean, out stopped uuid[], out others integer, out expiry_in_ms double precision, out coverage bigint)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  update tasker.workers w
  set heartbeat_at = v_now, earliest_timeout_at = v_now + p_timeout_in_ms * interval '1 millisecond'
  where w.worker_id = p_worker and w.lost_at is null and w.stopped_at is null;
  alive := found;
  stopped := array(
    select t.task_id from tasker.tasks t where t.task_id = any (p_running) and t.state in ('cancelled', 'error', 'resolved_manually'));
  select count(*) filter (where w.stopped_at is null and w.lost_at is null), 1000 * extract(epoch from min(
      coalesce(w.stopped_at, least(w.heartbeat_at + w.lease, case when w.earliest_timeout_at is not null
        then greatest(w.earliest_timeout_at, w.heartbeat_at + w.lease / 3) + interval '1 second' end))) - v_now)
  into others, expiry_in_ms
  from tasker.workers w
  where w.worker_id <> p_worker and w.reaped_at is null;
  coverage := (select count(*) from tasker.lanes l where l.named_task_id = any (p_named_task_ids));
end
$$;
