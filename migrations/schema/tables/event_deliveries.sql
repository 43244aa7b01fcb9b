-- Events that a consumer could not take at once: those that failed, and those of the same task behind them. A copy of the feed's row, so
-- that the feed can be trimmed. `next_attempt_at` only of the oldest open one of a task: the others wait for it. `given_up_at`: no longer
-- tried, kept for a person.
create table tasker.event_deliveries (
  consumer text not null,
  position bigint not null,
  task_id uuid not null,
  next_attempt_at timestamptz,
  given_up_at timestamptz,
  created_at timestamptz not null,
  transition_id bigint,
  workflow_step_id integer,
  attempt integer,
  attempts integer not null default 0,
  kind text not null,
  name text not null,
  payload jsonb,
  error jsonb,
  constraint event_deliveries_pkey primary key (consumer, position),
  constraint event_deliveries_given_up check (given_up_at is null or next_attempt_at is null)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
