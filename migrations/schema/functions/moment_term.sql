-- A moment as task_terms holds it: its milliseconds since 1970 in 15 digits, which every collation sorts as moments. Called by note_terms and
-- lists of tasks.
create function tasker.moment_term(p_at timestamptz)
returns text
language sql immutable
as $$
  select lpad(least(greatest(floor(extract(epoch from p_at) * 1000), 0), 281474976710655)::bigint::text, 15, '0');
$$;
