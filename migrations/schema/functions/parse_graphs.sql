-- Reads the graphs of a create request: one array of steps each, numbered by their place. Called by create_tasks.
create function tasker.parse_graphs(p_graphs jsonb)
returns table (
  graph integer, workflow_step_id integer, named_step_id integer, lane integer, priority integer, retry_limit integer,
  timeout_ms integer, retryable boolean, skippable boolean, parents integer[], children integer[]
)
language plpgsql immutable rows 1000
as $$
begin
  return query
  select g.place::integer - 1, s.place::integer, t.*
  from jsonb_array_elements(p_graphs) with ordinality as g (steps, place)
  cross join lateral jsonb_array_elements(g.steps) with ordinality as s (step, place)
  cross join lateral jsonb_to_record(s.step) as t (
    named_step_id integer, lane integer, priority integer, retry_limit integer, timeout_ms integer,
    retryable boolean, skippable boolean, parents integer[], children integer[]);
end
$$;
