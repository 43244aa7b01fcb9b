-- Reads the units (lane, priority, low-water mark) that a worker wants probed. Declared as one row for the same reason as
-- parse_outcomes. Called by claim_ready and settle_outcomes.
create function tasker.parse_units(p_units jsonb)
returns table (lane integer, priority integer, mark timestamptz)
language plpgsql immutable rows 1
as $$
begin
  return query
  select (u ->> 0)::integer, (u ->> 1)::integer, (u ->> 2)::timestamptz from jsonb_array_elements(p_units) u;
end
$$;
