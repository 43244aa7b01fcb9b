-- What happened and some consumer wants: rows of the history (`transition_id`), and custom events of handlers, which stand nowhere else.
-- `position` grows within a task as its changes do, since each of them holds the task's row until it commits. `name`: the state that a
-- transition led to, or 'action' where it led to none; the name of a custom event. Rows go when every consumer has taken them (trim_feed).
create table tasker.event_feed (
  position bigint generated always as identity,
  transaction_id bigint not null default pg_current_xact_id()::text::bigint,
  created_at timestamptz not null,
  task_id uuid not null,
  transition_id bigint,
  workflow_step_id integer,
  attempt integer,
  kind text not null,
  name text not null,
  payload jsonb,
  constraint event_feed_pkey primary key (position),
  constraint event_feed_kind check (kind in ('task', 'step', 'custom') and (kind = 'custom') = (transition_id is null))
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0.05);
