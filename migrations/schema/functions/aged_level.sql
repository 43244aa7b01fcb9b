-- A priority below the best one of those that wait for a key in some lanes, whose first has waited longer than p_aging {seconds, draw}
-- says; null when there is none, or the draw, a number at random, is not for it: one in four is. Called by promise_slots.
create function tasker.aged_level(p_limit integer, p_key text, p_lanes integer[], p_aging jsonb, p_now timestamptz)
returns integer
language plpgsql stable
as $$
declare
  v_draw integer := (p_aging ->> 'draw')::integer;
  v_levels integer[];
begin
  if coalesce(v_draw % 4, 1) <> 0 then
    return null;
  end if;
  with recursive level as (
    (select w.priority, w.since, true as best
    from unnest(p_lanes) as x (lane)
    cross join lateral (
      select f.priority, f.since from tasker.limit_waits f
      where f.limit_id = p_limit and f.key = p_key and f.lane = x.lane order by f.priority desc, f.since limit 1
    ) w
    order by w.priority desc, w.since limit 1)
    union all
    select n.priority, n.since, false
    from level l
    cross join lateral (
      select w.priority, w.since
      from unnest(p_lanes) as x (lane)
      cross join lateral (
        select f.priority, f.since from tasker.limit_waits f
        where f.limit_id = p_limit and f.key = p_key and f.lane = x.lane and f.priority < l.priority
        order by f.priority desc, f.since limit 1
      ) w
      order by w.priority desc, w.since limit 1
    ) n
  )
  select array_agg(l.priority order by l.priority desc) into v_levels
  from level l where not l.best and l.since <= p_now - make_interval(secs => (p_aging ->> 'seconds')::double precision);
  return v_levels[1 + (v_draw / 4) % nullif(cardinality(v_levels), 0)];
end
$$;
