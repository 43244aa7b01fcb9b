-- The next due hook of a definition: a process looks for those only that it has code for.
create index annotation_hooks_due on tasker.annotation_hooks (named_task_id, due_at);
