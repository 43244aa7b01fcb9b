-- One row a start of a worker; the id is never used again. `lost_at` makes it a tombstone: everything the worker still
-- sends is refused; `reaped_at` says that all its steps went back, and some time later the row goes. The half-empty pages keep heartbeats HOT.
create table tasker.workers (
  worker_id uuid not null,
  started_at timestamptz not null,
  heartbeat_at timestamptz not null,
  earliest_timeout_at timestamptz,
  draining_at timestamptz,
  stopped_at timestamptz,
  lost_at timestamptz,
  reaped_at timestamptz,
  lease interval not null,
  pid integer not null,
  concurrency integer not null,
  -- As its latest sign of life had them.
  running_steps integer not null default 0,
  host text not null,
  version text not null,
  queues text[] not null,
  definitions jsonb not null,
  lanes integer[] not null default '{}',
  constraint workers_pkey primary key (worker_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
