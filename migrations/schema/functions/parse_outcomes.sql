-- Reads a worker's batch of outcomes. Not inlinable and declared as one row on purpose: the plans that join it then always
-- probe by index, whatever the size of the batch. Called by advance and settle_outcomes.
create function tasker.parse_outcomes(p_outcomes jsonb)
returns table (
  task_id uuid, workflow_step_id integer, attempt integer, kind text,
  results jsonb, error jsonb, permanent boolean, retry_after double precision, backoff jsonb, waited real, ran real
)
language plpgsql immutable rows 1
as $$
begin
  return query
  select o.t, o.s, o.a, o.k, o.r, o.e, coalesce(o.p, false), o.w, o.b, o.q, o.d
  from jsonb_to_recordset(p_outcomes) as o (
    t uuid, s integer, a integer, k text, r jsonb, e jsonb, p boolean, w double precision, b jsonb, q real, d real);
end
$$;
