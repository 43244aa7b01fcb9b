-- What a limit's bucket holds now; null when the limit has no rate. Called by claim_under_limits and list_limits.
create function tasker.limit_tokens(p_limit tasker.limits, p_now timestamptz)
returns double precision
language sql immutable
as $$
  select least(p_limit.burst, p_limit.tokens
    + greatest(extract(epoch from p_now - p_limit.refilled_at)::double precision, 0) * p_limit.rate / p_limit.per_seconds);
$$;
