-- Whether anything of a task is still to be told.
create index event_feed_task on tasker.event_feed (task_id);
