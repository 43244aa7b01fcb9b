-- Whether a slot of a key stays promised to a step that waited for it: for two seconds in which the step may be claimed, counted from the
-- last promise to it. The first of those that have waited longer than p_seconds keeps it: while it waits for a later one of its keys, as
-- the first of its unit there, and while it is the first of its unit and its queue or system is full; both only as long as a live
-- worker serves it.
--
-- So nobody starves under several limits, and nobody waits in a circle: limits have an order, keys by limit_id and then queues and
-- systems, and what is kept while a step waits for a limit comes before it; what is waited for in the end is held by steps that
-- run. One step of each unit (lane, priority) keeps something while it waits for a key, and one while it waits for a
-- queue: a backlog takes no more out of use. The rows of the step decide: one that is paused, cancelled, settled or deleted keeps nothing.
-- Called by slot_is_held.
create function tasker.promise_stands(
  p_task_id uuid, p_step_id integer, p_limit integer, p_attempt integer, p_seconds double precision, p_now timestamptz)
returns boolean
language sql stable
as $$
  select exists (
    select from tasker.workflow_steps s
    where s.task_id = p_task_id and s.workflow_step_id = p_step_id and s.attempts = p_attempt - 1 and (
      s.ready_at <= p_now and exists (
        select from tasker.limit_slots h
        where h.task_id = s.task_id and h.workflow_step_id = s.workflow_step_id and h.worker_id is null
          and h.claimed_at > p_now - interval '2 seconds')
      or case
        when s.ready_at <= p_now - make_interval(secs => p_seconds) then not exists (
            select from tasker.workflow_steps o where o.lane = s.lane and o.priority = s.priority and o.ready_at <= s.ready_at
              and (o.ready_at, o.task_id, o.workflow_step_id) < (s.ready_at, s.task_id, s.workflow_step_id))
          and exists (select from tasker.full_limits(array[s.lane], p_now))
        when s.ready_at = 'infinity' then exists (
          select from tasker.limit_waits w
          where w.task_id = s.task_id and w.workflow_step_id = s.workflow_step_id and w.limit_id > p_limit
            and w.since <= p_now - make_interval(secs => p_seconds) and not exists (
              select from tasker.limit_waits o
              where o.limit_id = w.limit_id and o.key = w.key and o.lane = w.lane and o.priority = w.priority and o.since <= w.since
                and (o.since, o.task_id, o.workflow_step_id) < (w.since, w.task_id, w.workflow_step_id)))
          and exists (select from tasker.tasks t where t.task_id = s.task_id and t.paused_at is null)
      end and exists (
        select from tasker.workers w where w.lost_at is null and w.stopped_at is null and s.lane = any (w.lanes))));
$$;
