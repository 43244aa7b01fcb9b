-- The least id that a task of this moment can have: a UUIDv7 begins with its milliseconds. Called by create_tasks and lists of tasks.
create function tasker.task_id_at(p_at timestamptz)
returns uuid
language sql stable
as $$
  -- Six bytes of milliseconds: from 1970 to the year 10889.
  select (lpad(to_hex(least(greatest(floor(extract(epoch from p_at) * 1000), 0), 281474976710655)::bigint), 12, '0')
    || '00000000000000000000')::uuid;
$$;
