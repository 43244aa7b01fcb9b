-- The steps under a limit.
create index limit_keys_limit on tasker.limit_keys (limit_id);
