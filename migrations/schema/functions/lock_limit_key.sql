-- Takes one key of a limit until the end of the transaction, without waiting; false when somebody else has it. Who counts, claims, frees or
-- lets wait under a key has it. Called by judge_keys, free_slots and sweep_waits.
create function tasker.lock_limit_key(p_limit integer, p_key text)
returns boolean
language sql volatile
as $$
  select pg_try_advisory_xact_lock(hashtextextended('tasker.limit ' || p_limit || ' ' || p_key, 0));
$$;
