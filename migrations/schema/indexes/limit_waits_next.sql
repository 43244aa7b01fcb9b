-- The next of those that wait for a key.
create index limit_waits_next on tasker.limit_waits (limit_id, key, priority desc, since);
