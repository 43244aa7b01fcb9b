-- The history of steps feeds durable events.
create trigger feed_workflow_step_transitions after insert on tasker.workflow_step_transitions
  referencing new table as written for each statement execute function tasker.feed_transitions();
