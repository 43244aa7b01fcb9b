-- The next of those that wait for a key in a lane: lanes differ in what they may run, and in who serves them.
create index limit_waits_next on tasker.limit_waits (limit_id, key, lane, priority desc, since);
