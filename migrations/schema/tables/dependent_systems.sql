-- External systems that steps talk to, by label.
create table tasker.dependent_systems (
  dependent_system_id integer generated always as identity,
  name text not null,
  description text,
  constraint dependent_systems_pkey primary key (dependent_system_id),
  constraint dependent_systems_name_key unique (name),
  constraint dependent_systems_name_length check (char_length(name) between 1 and 64)
);
