-- One small number for each definition and queue: the leading column of the ready index, so that a claim probes
-- only what its worker can run, however much foreign work is ready.
create table tasker.lanes (
  lane integer generated always as identity,
  named_task_id integer not null,
  queue text not null,
  constraint lanes_pkey primary key (lane),
  constraint lanes_definition_queue_key unique (named_task_id, queue),
  constraint lanes_named_task_id_fkey foreign key (named_task_id) references tasker.named_tasks (named_task_id),
  constraint lanes_queue_length check (char_length(queue) between 1 and 64)
);
