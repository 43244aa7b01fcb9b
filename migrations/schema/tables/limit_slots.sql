-- Who runs under a limit: a row for each limit of a running attempt; `key` is empty where the limit has none. A row without a worker
-- is promised to a step that waited for the key: it may be claimed now, or keeps the key while it waits for more. Rows outlive their
-- attempt until somebody frees them (free_slots): what the step's own row does not say counts as free then, so that nothing leaks.
create table tasker.limit_slots (
  task_id uuid not null,
  workflow_step_id integer not null,
  limit_id integer not null,
  attempt integer not null,
  key text not null,
  worker_id uuid,
  claimed_at timestamptz not null,
  constraint limit_slots_pkey primary key (task_id, workflow_step_id, limit_id, attempt)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
