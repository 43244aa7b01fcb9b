-- What a claim remembers of a step: for how many milliseconds it could have been claimed; of one that was in error -1 - that. Called by
-- claim_ready and claim_under_limits.
create function tasker.step_origin(p_ready_at timestamptz, p_state text, p_now timestamptz)
returns integer
language sql immutable
return (
  select case p_state when 'error' then -1 - w.waited else w.waited end
  from (select least(greatest(extract(epoch from p_now - p_ready_at) * 1000, 0), 2147483000)::integer as waited) w);
