-- Unfinished tasks that somebody should look at: nobody claims a step of them (waiting), they are older than their definition allows
-- (lifetime), or a step loses its workers again and again (lost_attempts). `workflow_step_id` is 0 where the task is meant.
-- `since`: when the step became due, the lifetime began, the latest attempt was lost. The row goes when the reason is gone or the task
-- rests; `told_at` is null until the event was published.
create table tasker.task_warnings (
  task_id uuid not null,
  kind text not null,
  workflow_step_id integer not null default 0,
  since timestamptz not null,
  noticed_at timestamptz not null,
  told_at timestamptz,
  detail jsonb not null,
  constraint task_warnings_pkey primary key (task_id, kind, workflow_step_id),
  constraint task_warnings_kind_word check (kind in ('waiting', 'lifetime', 'lost_attempts'))
);
