-- Transactions that were open in the snapshot that a consumer has seen and are closed in the one that it reads. Called by the readers of the
-- feed.
create function tasker.late_transactions(p_cursor tasker.event_cursors)
returns bigint[]
language sql immutable
as $$
  select coalesce(array_agg(x.id), '{}') from unnest(p_cursor.seen_except) as x (id)
  where x.id < p_cursor.until_before and x.id <> all (p_cursor.until_except);
$$;
