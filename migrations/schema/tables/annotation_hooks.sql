-- Tasks that have come to rest and whose definition wants to write notes on them then: the row goes when the notes are written.
-- `attempts` fences: it is counted when a process takes the row, until `due_at`, and who comes with an older number has lost it.
create table tasker.annotation_hooks (
  task_id uuid not null,
  named_task_id integer not null,
  due_at timestamptz not null,
  attempts integer not null default 0,
  constraint annotation_hooks_pkey primary key (task_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
