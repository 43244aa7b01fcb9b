-- How attempts of a step have failed in an hour from `began_at`, by class of error; classes beyond the hundredth of a step and hour are '…'.
create table tasker.analytics_errors (
  named_task_id integer not null,
  named_step_id integer not null,
  began_at timestamptz not null,
  error_class text not null,
  failures integer not null,
  permanent integer not null,
  last_at timestamptz not null,
  last_message text,
  constraint analytics_errors_pkey primary key (named_task_id, began_at, named_step_id, error_class)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
