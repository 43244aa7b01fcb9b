-- The one home of the back-off rule: how long to wait after attempt n has failed. A wait asked for by a server or a handler
-- (retry_after, seconds, already capped by the caller) replaces the computed one and has no jitter. Attempts within the list of
-- waits have theirs; the k-th one beyond it waits last * multiplier^k + increment * k, where last is 1 without a list: 2^n by
-- default. So a list [b] with multiplier 1 and increment b is linear, and one with multiplier 1 stays at its end. All up to max.
-- Called by settle_outcomes and reap_worker. Locks nothing.
create function tasker.retry_wait(p_attempt integer, p_retry_after double precision, p_backoff jsonb)
returns double precision
language plpgsql volatile
as $$
declare
  v_list jsonb := p_backoff -> 'seconds';
  v_length integer := coalesce(jsonb_array_length(nullif(v_list, 'null')), 0);
  v_max double precision := coalesce((p_backoff ->> 'max')::double precision, 30);
  v_multiplier double precision := coalesce((p_backoff ->> 'multiplier')::double precision, 2);
  v_increment double precision := coalesce((p_backoff ->> 'increment')::double precision, 0);
  v_jitter double precision := coalesce((p_backoff ->> 'jitter')::double precision, 0.1);
  v_beyond integer := p_attempt - v_length;
  v_wait double precision;
begin
  if p_retry_after is not null then
    return greatest(p_retry_after, 0);
  end if;
  if v_beyond <= 0 then
    v_wait := (v_list ->> (p_attempt - 1))::double precision;
  else
    -- The exponent is bounded because 2^1100 is an error, not a large number.
    v_wait := coalesce((v_list ->> (v_length - 1))::double precision, 1) * power(v_multiplier, least(v_beyond, 64))
      + v_increment * v_beyond;
  end if;
  v_wait := least(v_wait, v_max);
  return greatest(v_wait * (1 + v_jitter * (2 * random() - 1)), 0);
end
$$;
