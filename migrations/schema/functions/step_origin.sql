-- What a claim remembers of a step: for how many milliseconds it could have been claimed; of one that was in error -1 - that. Called by
-- claim_ready and claim_under_limits.
create function tasker.step_origin(p_ready_at timestamptz, p_state text, p_now timestamptz)
returns integer
language sql immutable
as $$
  select case when p_state = 'error' then -1 else 0 end + case when p_state = 'error' then -1 else 1 end
    * least(greatest(date_part('epoch', p_now - p_ready_at) * 1000, 0), 2147483000)::integer;
$$;
