-- Figures of the tasks of a definition in a stretch of time: `span` seconds (60, 600 or 3600) from `began_at`; definition 0: all of them, -n: all of
-- the namespace n.
-- Counted where they happened: those that came to rest, by state, and how long the complete ones took, from request to rest. Counted where
-- the task was created (`of_…`): in which state the tasks of that stretch are. `durations`: as duration_place counts.
create table tasker.analytics_tasks (
  named_task_id integer not null,
  span integer not null,
  began_at timestamptz not null,
  created integer not null default 0,
  of_complete integer not null default 0,
  of_error integer not null default 0,
  of_cancelled integer not null default 0,
  of_resolved integer not null default 0,
  completed integer not null default 0,
  failed integer not null default 0,
  cancelled integer not null default 0,
  resolved integer not null default 0,
  duration_seconds double precision not null default 0,
  durations integer[] not null default '{}',
  constraint analytics_tasks_pkey primary key (named_task_id, span, began_at)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
