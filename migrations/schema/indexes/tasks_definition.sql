-- Tasks of one definition in the order of their creation, for lists. Of columns that never change: updates of the counters stay HOT.
create index tasks_definition on tasker.tasks (named_task_id, task_id);
