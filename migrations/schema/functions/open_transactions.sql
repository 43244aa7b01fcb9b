-- The transactions below its end that were open when a snapshot was taken. Called by those who make and move cursors.
create function tasker.open_transactions(p_snapshot pg_snapshot)
returns bigint[]
language sql immutable
as $$
  select coalesce(array_agg(x.id::text::bigint order by x.id), '{}') from pg_snapshot_xip(p_snapshot) as x (id);
$$;
