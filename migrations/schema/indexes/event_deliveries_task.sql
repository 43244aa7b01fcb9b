-- The deliveries of a task, each consumer's in order.
create index event_deliveries_task on tasker.event_deliveries (task_id, consumer, position);
