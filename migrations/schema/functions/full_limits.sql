-- Which of some lanes are under a limit of their queue or system that lets nothing begin now, and its data: `limited` when as many steps run
-- as may, else `rate_limited` until the next one may begin. Reads only, and does not wait: a claim under way is not seen. Called by explain_steps.
create function tasker.full_limits(p_lanes integer[], p_now timestamptz)
returns table (lane integer, reason text, detail jsonb)
language plpgsql stable
as $$
begin
  return query
  with under as materialized (
    select l.lane, l.limit_id from tasker.lane_limits(p_lanes) l where l.kind <> 'key'
  ),
  held as materialized (
    select m.limit_id, m.kind, m.name, m.max_running, (select count(*) from tasker.limit_slots h where h.limit_id = m.limit_id) as running,
      (1 - tasker.limit_tokens(m, p_now)) * m.per_seconds / m.rate as next_in
    from tasker.limits m where m.limit_id in (select u.limit_id from under u)
  )
  select distinct on (u.lane) u.lane, case when h.running >= h.max_running then 'limited' else 'rate_limited' end,
    case when h.running >= h.max_running
      then jsonb_build_object('kind', h.kind, 'name', h.name, 'key', null, 'max', h.max_running, 'running', h.running)
      else jsonb_build_object('kind', h.kind, 'name', h.name, 'until', p_now + make_interval(secs => h.next_in), 'seconds', h.next_in) end
  from under u join held h on h.limit_id = u.limit_id
  where h.running >= h.max_running or h.next_in > 0
  order by u.lane, h.running >= h.max_running desc nulls last, h.limit_id;
end
$$;
