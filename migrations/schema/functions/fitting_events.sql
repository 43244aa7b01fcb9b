-- How many of the given events a page can hold: as many as have 16 MB together, one at least. A page is one document in the database and one text
-- in the process that reads it, and neither can be of any size. p_bytes: what each of them brings along itself; added is what
-- event_documents reads for it, of each task once. What lies behind the end is not unpacked. Called by read_feed and due_deliveries.
create function tasker.fitting_events(p_kinds text[], p_task_ids uuid[], p_ids bigint[], p_bytes bigint[])
returns integer
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_event record;
  v_bytes bigint := 0;
  v_fit integer := 0;
begin
  for v_event in
    select g.bytes, t.context, e.errors, h.error, s.inputs, case when h.to_state = 'complete' then s.results end as results
    from (
      select r.*, row_number() over (partition by r.task_id order by r.place) = 1 as first
      from unnest(p_kinds, p_task_ids, p_ids, p_bytes) with ordinality as r (kind, task_id, id, bytes, place)) g
    left join tasker.tasks t on g.first and t.task_id = g.task_id
    left join lateral (
      select sum(pg_column_size(f.error)) as errors from tasker.workflow_steps f where f.task_id = t.task_id and f.state = 'error') e on true
    left join tasker.workflow_step_transitions h
      on g.kind = 'step' and h.task_id = g.task_id and h.workflow_step_transition_id = g.id
    left join tasker.workflow_steps s on s.task_id = h.task_id and s.workflow_step_id = h.workflow_step_id
    order by g.place
  loop
    v_bytes := v_bytes + v_event.bytes + coalesce(v_event.errors, 0) + tasker.json_bytes(v_event.context) + tasker.json_bytes(v_event.error)
      + tasker.json_bytes(v_event.inputs) + tasker.json_bytes(v_event.results);
    exit when v_bytes > 16777216 and v_fit > 0;
    v_fit := v_fit + 1;
  end loop;
  return v_fit;
end
$$;
