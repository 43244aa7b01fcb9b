-- Typed notes on a run.
create table tasker.task_annotations (
  task_id uuid not null,
  task_annotation_id bigint generated always as identity,
  annotation_type_id integer not null,
  annotation jsonb not null,
  created_at timestamptz not null default now(),
  constraint task_annotations_pkey primary key (task_id, task_annotation_id),
  constraint task_annotations_annotation_type_id_fkey
    foreign key (annotation_type_id) references tasker.annotation_types (annotation_type_id)
);
