-- A workflow definition: namespace, name and version, with a snapshot of what was declared and its hash.
-- Running tasks do not read the snapshot: their graph is in their own rows.
create table tasker.named_tasks (
  named_task_id integer generated always as identity,
  task_namespace_id integer not null,
  name text not null,
  version text not null default '0.1.0',
  description text,
  configuration jsonb not null default '{}',
  definition_hash text,
  -- Paths of the context by whose values tasks can be found; also in `configuration`, which may be large.
  searchable text[] not null default '{}',
  registered_at timestamptz not null default now(),
  constraint named_tasks_pkey primary key (named_task_id),
  constraint named_tasks_full_name_key unique (task_namespace_id, name, version),
  constraint named_tasks_task_namespace_id_fkey foreign key (task_namespace_id) references tasker.task_namespaces (task_namespace_id),
  constraint named_tasks_name_length check (char_length(name) between 1 and 64),
  constraint named_tasks_version_length check (char_length(version) between 1 and 64)
);
