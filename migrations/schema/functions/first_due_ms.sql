-- Milliseconds until the first step of the given lanes is due, negative when it is due already; null when none has a time. Reads
-- only: a look that finds nothing writes nothing. p_lanes is sorted. Plans as advance does: sessions keep the plans of
-- ready_units. Called by heartbeat, and by workers that look more often.
create function tasker.first_due_ms(p_lanes integer[])
returns double precision
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
as $$
begin
  return (select 1000 * extract(epoch from min(u.mark) - clock_timestamp()) from tasker.parse_units(tasker.ready_units(p_lanes)) u);
end
$$;
