-- Dead letters of one definition in the order of their tasks.
create index dead_letters_definition on tasker.dead_letters (named_task_id, task_id);
