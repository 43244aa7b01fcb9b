-- The units (lane, priority) of the given lanes that hold anything ready now or later, found by hopping over the index from
-- one priority to the next: the cost follows the number of units, not the length of the queue. Called by advance.
create function tasker.ready_units(p_lanes integer[])
returns jsonb
language plpgsql stable
as $$
begin
  return coalesce((
    with recursive unit as (
      select h.lane, h.priority
      from unnest(p_lanes) as l (lane)
      cross join lateral (
        select s.lane, s.priority from tasker.workflow_steps s
        where s.lane = l.lane and s.ready_at is not null order by s.priority desc limit 1
      ) h
      union all
      select h.lane, h.priority
      from unit u
      cross join lateral (
        select s.lane, s.priority from tasker.workflow_steps s
        where s.lane = u.lane and s.priority < u.priority and s.ready_at is not null order by s.priority desc limit 1
      ) h
    )
    select jsonb_agg(jsonb_build_array(u.lane, u.priority, '-infinity')) from unit u), '[]');
end
$$;
