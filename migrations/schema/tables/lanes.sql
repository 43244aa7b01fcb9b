-- One small number for each step of a definition and its queue: the leading column of the ready index, so that a claim probes
-- only what its worker has code for, however much other work is ready.
create table tasker.lanes (
  lane integer generated always as identity,
  named_task_id integer not null,
  named_step_id integer not null,
  queue text not null,
  constraint lanes_pkey primary key (lane),
  constraint lanes_step_queue_key unique (named_task_id, named_step_id, queue),
  constraint lanes_named_task_id_fkey foreign key (named_task_id) references tasker.named_tasks (named_task_id),
  constraint lanes_named_step_id_fkey foreign key (named_step_id) references tasker.named_steps (named_step_id),
  constraint lanes_queue_length check (char_length(queue) between 1 and 64)
);
