-- Reads the graphs of a create request: one array of steps each, numbered by their place. `open` is what pending_parents begins
-- with: the number of the parents, unless graph_variants wrote another one down. Called by insert_tasks.
create function tasker.parse_graphs(p_graphs jsonb)
returns table (
  graph integer, workflow_step_id integer, named_step_id integer, lane integer, priority integer, retry_limit integer,
  timeout_ms integer, retryable boolean, skippable boolean, parents integer[], children integer[], inputs jsonb,
  open integer, bypassed boolean, root boolean
)
language plpgsql immutable rows 1000
as $$
begin
  return query
  select g.place::integer - 1, s.place::integer, t.named_step_id, t.lane, t.priority, t.retry_limit, t.timeout_ms, t.retryable,
    t.skippable, t.parents, t.children, t.inputs, coalesce(t.open, cardinality(t.parents)), coalesce(t.bypassed, false),
    coalesce(t.open, cardinality(t.parents)) = 0 and t.bypassed is not true
  from jsonb_array_elements(p_graphs) with ordinality as g (steps, place)
  cross join lateral jsonb_array_elements(g.steps) with ordinality as s (step, place)
  cross join lateral jsonb_to_record(s.step) as t (
    named_step_id integer, lane integer, priority integer, retry_limit integer, timeout_ms integer,
    retryable boolean, skippable boolean, parents integer[], children integer[], inputs jsonb, open integer, bypassed boolean);
end
$$;
