-- The history of tasks feeds durable events.
create trigger feed_task_transitions after insert on tasker.task_transitions
  referencing new table as written for each statement execute function tasker.feed_transitions();
