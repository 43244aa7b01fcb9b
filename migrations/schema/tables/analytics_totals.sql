-- How many tasks of a definition are in each state, and the steps of those that are over for good (complete, cancelled or resolved by
-- hand), as far as the marks say; retention takes away what it deletes.
create table tasker.analytics_totals (
  named_task_id integer not null,
  created bigint not null default 0,
  pending bigint not null default 0,
  in_progress bigint not null default 0,
  complete bigint not null default 0,
  error bigint not null default 0,
  cancelled bigint not null default 0,
  resolved_manually bigint not null default 0,
  complete_steps bigint not null default 0,
  cancelled_steps bigint not null default 0,
  resolved_steps bigint not null default 0,
  other_steps bigint not null default 0,
  constraint analytics_totals_pkey primary key (named_task_id)
) with (fillfactor = 50);
