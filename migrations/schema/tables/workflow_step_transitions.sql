-- Append-only history of steps. An attempt is written once, when it ends: `started_at` is the moment at which it became
-- in_progress, `created_at` the moment at which it left that state. The view workflow_step_history shows both moves.
create table tasker.workflow_step_transitions (
  task_id uuid not null,
  workflow_step_transition_id bigint generated always as identity,
  workflow_step_id integer not null,
  attempt integer not null,
  started_at timestamptz,
  created_at timestamptz not null,
  worker_id uuid,
  -- Of an attempt: how long the step could have been claimed before, and how long its handler ran by the clock of its worker; null
  -- where nobody knows. What is left between start and end is overhead.
  wait_seconds real,
  run_seconds real,
  -- Of an attempt: where it belongs, so that whoever counts attempts need not look up their steps; null: see the step.
  lane integer,
  from_state text not null,
  to_state text not null,
  actor text,
  reason text,
  error jsonb,
  metadata jsonb,
  constraint workflow_step_transitions_pkey primary key (task_id, workflow_step_transition_id)
);
