-- Milliseconds until the next step of the given units becomes due; null when none has a time. Called by advance.
create function tasker.next_due(p_units jsonb, p_now timestamptz)
returns double precision
language plpgsql stable
as $$
begin
  return (
    select 1000 * extract(epoch from min(head.ready_at) - p_now)
    from tasker.parse_units(p_units) u
    cross join lateral (
      select s.ready_at from tasker.workflow_steps s
      where s.lane = u.lane and s.priority = u.priority and s.ready_at > p_now and s.ready_at < 'infinity' order by s.ready_at limit 1
    ) head);
end
$$;
