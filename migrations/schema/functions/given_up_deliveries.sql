-- Events of a consumer that were given up, in the order of their positions. Called by those who show them to a person.
create function tasker.given_up_deliveries(p_consumer text, p_after bigint, p_limit integer)
returns table (
  "position" bigint, task_id uuid, kind text, name text, attempts integer, error jsonb, created_at timestamptz, given_up_at timestamptz)
language sql stable
as $$
  select d.position, d.task_id, d.kind, d.name, d.attempts, d.error, d.created_at, d.given_up_at from tasker.event_deliveries d
  where d.consumer = p_consumer and d.given_up_at is not null and d.position > p_after
  order by d.position limit p_limit;
$$;
