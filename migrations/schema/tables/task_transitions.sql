-- Append-only history of tasks; never read to find the current state.
create table tasker.task_transitions (
  task_id uuid not null,
  task_transition_id bigint generated always as identity,
  created_at timestamptz not null,
  from_state text not null,
  to_state text not null,
  actor text,
  reason text,
  metadata jsonb,
  constraint task_transitions_pkey primary key (task_id, task_transition_id)
);
