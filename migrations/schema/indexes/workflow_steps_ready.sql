-- The whole queue. Priority descends so that one probe finds the best step of a lane; task and step complete the order,
-- so that a claim reads steps of one task together.
create index workflow_steps_ready on tasker.workflow_steps
  (lane, priority desc, ready_at, task_id, workflow_step_id)
  where ready_at is not null;
