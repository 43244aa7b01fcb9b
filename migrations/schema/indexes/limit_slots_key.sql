-- How many run under a limit, or with a key.
create index limit_slots_key on tasker.limit_slots (limit_id, key);
