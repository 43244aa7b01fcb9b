-- One row a step of a run. `ready_at` is readiness: not null = may be claimed from that moment. `state` stands in no
-- index and in no index predicate, so completions and direct hand-overs are HOT updates where the page has room: hence the
-- pages that begin less than half full (figures in docs/performance.md). Claims are not HOT: the primary key has room for the second entry that they
-- write. Constraints are few and short: each is read anew for every statement that writes.
create table tasker.workflow_steps (
  task_id uuid not null,
  workflow_step_id integer not null,
  named_step_id integer not null,
  lane integer not null,
  priority integer not null default 0,
  attempts integer not null default 0,
  retry_limit integer not null default 3,
  pending_parents integer not null,
  timeout_ms integer,
  retryable boolean not null default true,
  skippable boolean not null default false,
  -- It stands where alignment would leave a gap: a row is no longer for it.
  discounted_attempts smallint not null default 0,
  ready_at timestamptz,
  -- When a key that the step waited for let it go; ready_at says what it had before that wait.
  let_go_at timestamptz,
  claimed_at timestamptz,
  timeout_at timestamptz,
  last_attempted_at timestamptz,
  processed_at timestamptz,
  backoff_request_seconds double precision,
  claimed_by uuid,
  state text not null default 'pending',
  parent_ids integer[] not null,
  child_ids integer[] not null,
  inputs jsonb,
  results jsonb,
  error jsonb,
  constraint workflow_steps_pkey primary key (task_id, workflow_step_id) with (fillfactor = 60),
  constraint workflow_steps_claim check ((claimed_by is not null) = (state = 'in_progress')),
  constraint workflow_steps_ready check (ready_at is null or state = 'pending' or state = 'error'),
  constraint workflow_steps_attempts check (attempts >= 0 and retry_limit >= 1 and pending_parents >= 0 and discounted_attempts >= 0)
) with (
  fillfactor = 40,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.05
);
