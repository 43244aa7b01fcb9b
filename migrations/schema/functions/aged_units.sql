-- The units that a claim begins with when steps of lower priority have waited long: those of one priority below the best that is due, whose
-- first step has waited longer than p_aging {seconds, slots, turn} says, the longest first; among several such priorities the turn decides.
-- Given and returned as [[lane, priority, mark]]; null when nothing has waited that long. Called by claim_aged and long_units.
create function tasker.aged_units(p_units jsonb, p_aging jsonb, p_now timestamptz)
returns jsonb
language plpgsql stable
as $$
begin
  return (
    with head as materialized (
      select u.lane, u.priority, h.ready_at
      from tasker.parse_units(p_units) u
      cross join lateral (
        select s.ready_at from tasker.workflow_steps s
        where s.lane = u.lane and s.priority = u.priority and s.ready_at >= u.mark and s.ready_at <= p_now
        order by s.ready_at limit 1
      ) h
      where u.mark <= p_now
    ),
    aged as materialized (
      select h.*, dense_rank() over (order by h.priority desc) - 1 as level
      from head h
      where h.priority < (select max(b.priority) from head b)
        and h.ready_at <= p_now - make_interval(secs => (p_aging ->> 'seconds')::double precision)
    )
    select jsonb_agg(jsonb_build_array(a.lane, a.priority, tasker.unit_mark(a.ready_at)) order by a.ready_at, a.lane)
    from aged a
    where a.level = (p_aging ->> 'turn')::integer % (select count(distinct o.priority) from aged o));
end
$$;
