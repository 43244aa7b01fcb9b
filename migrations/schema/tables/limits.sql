-- How much may run at once, and how often something may start: for a queue, a dependent system, or each key of a group of steps. What
-- a key allows stands in limit_keys, since each version of a definition says it for itself. `tokens` is what could be started at
-- `refilled_at`; since then it has grown by rate / per_seconds, up to burst. `keyless` counts attempts of steps whose context has no
-- key: they ran without a limit. Claims lock the rows that they start something under.
create table tasker.limits (
  limit_id integer generated always as identity,
  kind text not null,
  name text not null,
  max_running integer,
  rate double precision,
  per_seconds double precision,
  burst integer,
  tokens double precision,
  refilled_at timestamptz,
  keyless bigint not null default 0,
  constraint limits_pkey primary key (limit_id),
  constraint limits_kind_name_key unique (kind, name),
  constraint limits_kind_word check (kind in ('queue', 'system', 'key')),
  constraint limits_max_running check (max_running >= 1),
  constraint limits_rate check ((rate is null) = (tokens is null) and (rate is null or (rate > 0 and per_seconds > 0 and burst >= 1)))
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
