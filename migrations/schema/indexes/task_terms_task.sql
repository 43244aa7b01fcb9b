-- The terms of a task: whoever deletes it takes them along.
create index task_terms_task on tasker.task_terms (task_id);
