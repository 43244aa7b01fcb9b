-- Figures of the attempts of a step that ended in a stretch of time: `span` and `began_at` as in analytics_tasks; step 0: all steps of the
-- definition; definition 0 and step 0: all steps, -n and 0: those of the namespace n. `failed` attempts are tried again or not; `given_up` ones
-- are not. `retried` and `recovered`: steps that ended for good after more than one attempt, and those of them that are complete. Seconds and
-- their distributions (as duration_place counts) are those of completed attempts: from claim to end `duration`, of which `run` in the handler;
-- `wait` before the claim.
create table tasker.analytics_steps (
  named_task_id integer not null,
  named_step_id integer not null,
  span integer not null,
  began_at timestamptz not null,
  attempts integer not null default 0,
  completed integer not null default 0,
  failed integer not null default 0,
  given_up integer not null default 0,
  retried integer not null default 0,
  recovered integer not null default 0,
  timed integer not null default 0,
  wait_seconds double precision not null default 0,
  run_seconds double precision not null default 0,
  duration_seconds double precision not null default 0,
  waits integer[] not null default '{}',
  runs integer[] not null default '{}',
  durations integer[] not null default '{}',
  constraint analytics_steps_pkey primary key (named_task_id, named_step_id, span, began_at)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
