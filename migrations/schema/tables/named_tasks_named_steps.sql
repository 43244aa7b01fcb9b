-- Every step that any deployment ever declared for a definition, with its latest defaults.
-- A worker compares it with its own handlers to know which steps of a lane it must leave to others. A step that a hook named
-- when a task was created stands here too: `handled_as` is the declared step whose handler runs it, null for a declared one.
create table tasker.named_tasks_named_steps (
  named_task_id integer not null,
  named_step_id integer not null,
  skippable boolean not null default false,
  default_retryable boolean not null default true,
  default_retry_limit integer not null default 3,
  handled_as integer,
  constraint named_tasks_named_steps_pkey primary key (named_task_id, named_step_id),
  constraint named_tasks_named_steps_named_task_id_fkey
    foreign key (named_task_id) references tasker.named_tasks (named_task_id),
  constraint named_tasks_named_steps_named_step_id_fkey
    foreign key (named_step_id) references tasker.named_steps (named_step_id),
  constraint named_tasks_named_steps_handled_as_fkey
    foreign key (handled_as) references tasker.named_steps (named_step_id),
  constraint named_tasks_named_steps_retry_limit check (default_retry_limit >= 1)
);
