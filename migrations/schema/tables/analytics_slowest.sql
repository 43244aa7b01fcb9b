-- The slowest of a definition in a stretch of time (`span` 600 or 3600 seconds from `began_at`): tasks that came to rest complete or in error
-- (workflow_step_id 0), from request to rest, and completed attempts, from claim to end; at most 50 of each.
create table tasker.analytics_slowest (
  named_task_id integer not null,
  kind text not null,
  span integer not null,
  began_at timestamptz not null,
  duration_seconds double precision not null,
  task_id uuid not null,
  workflow_step_id integer not null,
  attempt integer not null,
  ended_at timestamptz not null,
  constraint analytics_slowest_pkey primary key (named_task_id, kind, span, began_at, duration_seconds, task_id, workflow_step_id, attempt),
  constraint analytics_slowest_kind check (kind in ('task', 'step'))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
