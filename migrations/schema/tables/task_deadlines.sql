-- When the time of a task is over; one row for each task that has a limit, until it is found finished. A table of its own:
-- tasks without a limit cost nothing. `limit_seconds`: where the time was counted anew (carry_on); else it counts from requested_at.
create table tasker.task_deadlines (
  task_id uuid not null,
  deadline_at timestamptz not null,
  limit_seconds double precision,
  constraint task_deadlines_pkey primary key (task_id)
);
