-- From when a step may be claimed as far as its own times go: ready_at; for one that waits without a time (infinity: its task is paused, or
-- a limit is reached) the end of its back-off, or null when it has none. The one home of the rule: read by the readiness functions,
-- explain_steps and get_system_circuits.
create function tasker.next_attempt_at(p_ready_at timestamptz, p_last_attempted_at timestamptz, p_backoff_seconds double precision)
returns timestamptz
language sql immutable
as $$
  select case when p_ready_at = 'infinity' then p_last_attempted_at + make_interval(secs => coalesce(p_backoff_seconds, 0))
    else p_ready_at end;
$$;
