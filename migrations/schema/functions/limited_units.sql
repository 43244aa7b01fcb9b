-- The units that a limited claim looks at, in its order, with what they are under: `shared`, the places of limits in p_limits (null: one
-- that somebody else claims under right now), and the keys. Called by claim_under_limits.
create function tasker.limited_units(p_units jsonb, p_limits integer[], p_due timestamptz)
returns table (
  lane integer, priority integer, mark timestamptz, shared integer[], key_limits integer[], key_most integer[], key_paths text[])
language plpgsql stable
as $$
begin
  return query
  with unit as materialized (
    select u.lane, u.priority, u.mark from tasker.parse_units(p_units) u where u.mark <= p_due
  ),
  under as materialized (
    select l.lane, array_agg(array_position(p_limits, l.limit_id)) filter (where l.kind <> 'key') as shared,
      array_agg(l.limit_id order by l.limit_id) filter (where l.kind = 'key') as key_limits,
      array_agg(l.max_running order by l.limit_id) filter (where l.kind = 'key') as key_most,
      array_agg(l.path::text order by l.limit_id) filter (where l.kind = 'key') as key_paths
    from tasker.lane_limits(array(select distinct u.lane from unit u)) l group by l.lane
  )
  select u.lane, u.priority, u.mark, n.shared, n.key_limits, n.key_most, n.key_paths
  from unit u left join under n on n.lane = u.lane
  order by u.priority desc, u.mark, u.lane;
end
$$;
