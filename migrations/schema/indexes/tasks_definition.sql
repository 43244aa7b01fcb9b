-- Tasks of one definition in the order of their creation, for lists. Of columns that never change: updates of the counters stay HOT. Pages have room
-- for the second entry that the last update of a task writes.
create index tasks_definition on tasker.tasks (named_task_id, task_id) with (fillfactor = 50);
