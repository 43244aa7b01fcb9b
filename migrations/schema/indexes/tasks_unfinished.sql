-- Running tasks: where the reaper looks for the steps of a dead worker.
create index tasks_unfinished on tasker.tasks (task_id) where finished_at is null;
