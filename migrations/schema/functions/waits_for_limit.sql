-- Whether a limit, and not a lack of workers, has kept a due step from being claimed since p_bound: its key has let it go later than that, or
-- it is under a limit of a queue or system under which a live worker runs something, or has begun something since then (limits with a rate).
-- Called by notice_waiting, fail_stale and clear_warnings.
create function tasker.waits_for_limit(p_task_id uuid, p_step_id integer, p_lane integer, p_bound timestamptz)
returns boolean
language sql stable
as $$
  select exists (
    select from tasker.limit_slots h
    where h.task_id = p_task_id and h.workflow_step_id = p_step_id and h.worker_id is null and h.claimed_at > p_bound
  ) or exists (
    select from tasker.lane_limits(array[p_lane]) l
    join tasker.limits m on m.limit_id = l.limit_id
    where l.kind <> 'key' and (m.refilled_at > p_bound or exists (
      select from tasker.limit_slots h
      join tasker.workers w on w.worker_id = h.worker_id
      where h.limit_id = m.limit_id and w.lost_at is null and w.stopped_at is null and w.heartbeat_at + w.lease > clock_timestamp())));
$$;
