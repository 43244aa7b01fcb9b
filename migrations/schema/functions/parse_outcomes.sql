-- Reads a worker's batch of outcomes from its columns; `p_others` holds, by their place from 1 on, what there is to say of those that did not
-- complete {k: failed or returned, e: error, p: permanent, w: seconds to wait, b: back-off}, null: all did. Not inlinable and declared as one row
-- on purpose: the plans that join it then always probe by index, whatever the size of the batch. As one JSON list of objects it took three times as
-- long. Called by advance and settle_outcomes.
create function tasker.parse_outcomes(
  p_task_ids uuid[], p_step_ids integer[], p_attempts integer[], p_waited real[], p_ran real[], p_results jsonb, p_others jsonb)
returns table (
  task_id uuid, workflow_step_id integer, attempt integer, kind text,
  results jsonb, error jsonb, permanent boolean, retry_after double precision, backoff jsonb, waited real, ran real
)
language plpgsql immutable rows 1
as $$
begin
  if p_others is null then
    return query
    select o.t, o.s, o.a, 'completed', o.r, null::jsonb, false, null::double precision, null::jsonb, o.q, o.d
    from rows from (unnest(p_task_ids, p_step_ids, p_attempts, p_waited, p_ran), jsonb_array_elements(p_results)) as o (t, s, a, q, d, r);
  else
    return query
    select o.t, o.s, o.a, coalesce(x.k, 'completed'), nullif(o.r, 'null'), x.e, coalesce(x.p, false), x.w, x.b, o.q, o.d
    from rows from (unnest(p_task_ids, p_step_ids, p_attempts, p_waited, p_ran), jsonb_array_elements(p_results)) with ordinality
      as o (t, s, a, q, d, r, place)
    left join lateral jsonb_to_record(p_others -> o.place::text) as x (
      k text, e jsonb, p boolean, w double precision, b jsonb) on p_others ? o.place::text;
  end if;
end
$$;
