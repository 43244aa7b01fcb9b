-- Kinds of notes on tasks.
create table tasker.annotation_types (
  annotation_type_id integer generated always as identity,
  name text not null,
  description text,
  constraint annotation_types_pkey primary key (annotation_type_id),
  constraint annotation_types_name_key unique (name),
  constraint annotation_types_name_length check (char_length(name) between 1 and 64)
);
