-- Finished tasks that retention took out of the other tables, each as one document with its steps, histories and notes.
create table tasker.archived_tasks (
  task_id uuid not null,
  archived_at timestamptz not null,
  namespace text not null,
  name text not null,
  version text not null,
  state text not null,
  requested_at timestamptz not null,
  finished_at timestamptz not null,
  document jsonb not null,
  constraint archived_tasks_pkey primary key (task_id)
);
