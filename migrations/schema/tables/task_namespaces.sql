-- Folders for workflow definitions; `default` always exists.
create table tasker.task_namespaces (
  task_namespace_id integer generated always as identity,
  name text not null,
  description text,
  constraint task_namespaces_pkey primary key (task_namespace_id),
  constraint task_namespaces_name_key unique (name),
  constraint task_namespaces_name_length check (char_length(name) between 1 and 64),
  constraint task_namespaces_description_length check (char_length(description) <= 255)
);
