-- Steps that wait for a key (their ready_at is infinity), in a queue of their own, so that what waits for one key does not stand in
-- the way of others. `since` is when the step was ready, and what it gets back. Written and deleted only by who holds the step's row;
-- a row whose step does not wait any more is deleted by the next that meets it.
create table tasker.limit_waits (
  task_id uuid not null,
  workflow_step_id integer not null,
  limit_id integer not null,
  key text not null,
  lane integer not null,
  priority integer not null,
  since timestamptz not null,
  constraint limit_waits_pkey primary key (task_id, workflow_step_id)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
