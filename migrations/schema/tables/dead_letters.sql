-- Tasks that rest in error: a list of what needs a person. Nothing is moved; the row goes when the task leaves that state.
create table tasker.dead_letters (
  task_id uuid not null,
  named_task_id integer not null,
  failed_at timestamptz not null,
  constraint dead_letters_pkey primary key (task_id)
);
