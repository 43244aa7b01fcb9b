-- Steps of a definition that run under a limit for each key: where the key stands in the context of a task, and how many steps with
-- the same one may run at once, as this version declares it. All lanes of the step are under it.
create table tasker.limit_keys (
  named_task_id integer not null,
  named_step_id integer not null,
  limit_id integer not null,
  max_running integer not null,
  path text[] not null,
  constraint limit_keys_pkey primary key (named_task_id, named_step_id, limit_id),
  constraint limit_keys_limit_id_fkey foreign key (limit_id) references tasker.limits (limit_id),
  constraint limit_keys_max_running check (max_running >= 1)
);
