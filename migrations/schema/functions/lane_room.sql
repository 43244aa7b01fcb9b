-- Those of some lanes that are under limits and that a live worker serves: since when steps of it could begin as far as queue and system go
-- (`since`: infinity while as many run as may; where the last claim used a rate up, when the next one could begin; else -infinity), and
-- whether each step has a key to be judged by (key_is_full). In a lane that is not returned no limit keeps a step: nobody serves it, or it
-- has none. Reads each limit once, however many lanes are under it. Called by notice_waiting and stale_steps.
create function tasker.lane_room(p_lanes integer[], p_now timestamptz)
returns table (lane integer, since timestamptz, has_keys boolean)
language plpgsql stable
set enable_hashjoin = on
as $$
begin
  return query
  with served as materialized (
    select distinct u.lane from tasker.workers w cross join lateral unnest(w.lanes) as u (lane)
    where w.lost_at is null and w.stopped_at is null and w.heartbeat_at + w.lease >= p_now
  ),
  under as materialized (
    select l.lane, l.limit_id, l.kind
    from tasker.lane_limits(p_lanes) l join served s on s.lane = l.lane
  ),
  held as materialized (
    select m.limit_id, case
      when m.max_running <= (select count(*) from tasker.limit_slots h where h.limit_id = m.limit_id) then 'infinity'
      when m.tokens < 1 then m.refilled_at + make_interval(secs => (1 - m.tokens) * m.per_seconds / m.rate)
      else '-infinity' end as since
    from tasker.limits m where m.kind <> 'key' and m.limit_id in (select u.limit_id from under u)
  )
  select u.lane, max(coalesce(h.since, '-infinity')), bool_or(u.kind = 'key')
  from under u left join held h on h.limit_id = u.limit_id
  group by u.lane;
end
$$;
