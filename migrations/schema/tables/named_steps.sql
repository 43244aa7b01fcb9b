-- A step's identity, shared by every definition that uses the same name on the same system.
create table tasker.named_steps (
  named_step_id integer generated always as identity,
  dependent_system_id integer not null,
  name text not null,
  description text,
  constraint named_steps_pkey primary key (named_step_id),
  constraint named_steps_system_name_key unique (dependent_system_id, name),
  constraint named_steps_dependent_system_id_fkey
    foreign key (dependent_system_id) references tasker.dependent_systems (dependent_system_id),
  constraint named_steps_name_length check (char_length(name) between 1 and 128)
);
