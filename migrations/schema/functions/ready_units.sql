-- The units (lane, priority, first ready_at) of the given lanes that hold anything ready now or later; steps that wait without a time
-- (infinity: their task is paused, or a limit is reached) are nothing to look for. Two sorted lists are leafed
-- through together: the index gives the next lane that holds something, the array the next lane that is wanted; so the cost
-- follows the shorter one, not the length of the queue. p_lanes is sorted. Called by advance.
create function tasker.ready_units(p_lanes integer[])
returns jsonb
language plpgsql stable
as $$
begin
  return coalesce((
    with recursive hop as (
      select p_lanes[1] as wanted, null::integer as lane
      union all
      select p_lanes[width_bucket(n.lane, p_lanes) + 1], n.lane
      from hop h
      cross join lateral (
        select s.lane from tasker.workflow_steps s
        where s.lane >= h.wanted and s.ready_at is not null order by s.lane limit 1
      ) n
    ),
    unit as (
      select u.lane, u.priority, u.ready_at
      from hop h
      cross join lateral (
        select s.lane, s.priority, s.ready_at from tasker.workflow_steps s
        where s.lane = h.lane and s.ready_at is not null order by s.priority desc, s.ready_at limit 1
      ) u
      where p_lanes[width_bucket(h.lane, p_lanes)] = h.lane
      union all
      select n.lane, n.priority, n.ready_at
      from unit u
      cross join lateral (
        select s.lane, s.priority, s.ready_at from tasker.workflow_steps s
        where s.lane = u.lane and s.priority < u.priority and s.ready_at is not null order by s.priority desc, s.ready_at limit 1
      ) n
    )
    select jsonb_agg(jsonb_build_array(u.lane, u.priority, tasker.unit_mark(u.ready_at)))
    from unit u where u.ready_at < 'infinity'), '[]');
end
$$;
