-- Which limits of queues and systems a unit keeps a place of in this claim, because its first step has waited since before p_bound and
-- cannot start: those of its limits (p_limits) that have room (p_room; null: somebody else claims under that limit right now). Nothing
-- when an older unit keeps places for one of the full limits already (p_for), so that one place of each is kept at most; and
-- nothing when a worker that does not serve the lane runs something under a full one: it would take the next place, and what is kept
-- would be lost to all. `kept_for`: the full limits.
--
-- A rate is waited for like a place. One that lets something start every second soon has the next start for the first in line: none of
-- its starts is kept. While a slower one is waited for, no place is kept, only the starts of others as slow.
-- Called by claim_under_limits.
create function tasker.keep_places(
  p_lane integer, p_priority integer, p_mark timestamptz, p_bound timestamptz, p_limits integer[], p_room integer[], p_for integer[],
  p_now timestamptz, out kept integer[], out kept_for integer[])
language plpgsql stable
as $$
begin
  kept_for := array(select u.limit_id from unnest(p_limits, p_room) as u (limit_id, room) where u.room <= 0);
  kept := array(
    select m.limit_id
    from unnest(p_limits, p_room) as u (limit_id, room) join tasker.limits m on m.limit_id = u.limit_id
    where u.room > 0 and case when m.max_running is null then m.per_seconds > m.rate else not exists (
      select from tasker.limits w
      where w.limit_id = any (kept_for) and w.per_seconds > w.rate and tasker.limit_tokens(w, p_now) < 1) end);
  if cardinality(kept) = 0 or kept_for && p_for or not exists (
    select from tasker.workflow_steps s
    where s.lane = p_lane and s.priority = p_priority and s.ready_at >= p_mark and s.ready_at <= p_bound
  ) or exists (
    select from tasker.limit_slots h join tasker.workers w on w.worker_id = h.worker_id
    where h.limit_id = any (kept_for) and not p_lane = any (w.lanes)
  ) then
    kept := '{}';
    kept_for := '{}';
  end if;
end
$$;
