-- A moment as workers keep it: in UTC and of one width, so that texts compare as moments do. Called by claim_ready, ready_units and
-- settle_outcomes.
create function tasker.unit_mark(p_moment timestamptz)
returns text
language sql immutable
as $$
  select to_char(p_moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
$$;
