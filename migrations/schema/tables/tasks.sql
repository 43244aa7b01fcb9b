-- One row a run of a workflow. The columns that a completion changes stand first: the rest of the row is then a common
-- suffix of the old and the new version, which the write-ahead log leaves out. Half-empty pages keep the updates of the
-- counters HOT: with full ones a linear workflow of five wrote 35 % more WAL, and the table ended up larger. The last update of a task is
-- not HOT (tasks_unfinished): its primary key and tasks_definition leave room for the second entry, for who meets a full page
-- looks for dead entries in it, and splits it.
-- Constraints are few and short: each is read anew for every statement that writes (docs/performance.md). The words of `state` are checked by
-- audit_tasks, and written by functions only.
create table tasker.tasks (
  task_id uuid not null,
  finished_at timestamptz,
  requested_at timestamptz not null,
  -- In the order of creation, without gaps in time: what was created since a look is a range of it.
  creation_id bigint generated always as identity,
  incomplete_steps integer not null,
  active_steps integer not null,
  named_task_id integer not null,
  priority integer not null default 0,
  concurrent boolean not null default true,
  annotates boolean not null default false,
  state text not null default 'pending',
  initiator text not null default 'unknown',
  source_system text not null default 'unknown',
  reason text not null default 'unknown',
  identity_hash text,
  request_hash text,
  paused_at timestamptz,
  paused_by text,
  pause_reason text,
  correlation_id text,
  traceparent text,
  tags text[] not null default '{}',
  bypass_steps text[] not null default '{}',
  context jsonb not null,
  constraint tasks_pkey primary key (task_id) with (fillfactor = 50),
  constraint tasks_counters check (incomplete_steps >= 0 and active_steps >= 0 and active_steps <= incomplete_steps)
) with (
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.05
);
