-- How long an event waits after its p_attempts-th failure: p_wait, doubled with each one, up to five minutes unless p_wait is longer. Called
-- by commit_page and settle_deliveries.
create function tasker.delivery_wait(p_wait interval, p_attempts integer)
returns interval
language sql immutable
as $$
  select greatest(p_wait, least(p_wait * power(2, least(p_attempts - 1, 20)), interval '5 minutes'));
$$;
