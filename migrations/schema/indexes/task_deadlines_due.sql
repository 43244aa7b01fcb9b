-- The next deadline.
create index task_deadlines_due on tasker.task_deadlines (deadline_at);
