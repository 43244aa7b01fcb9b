-- Reads the tasks of a create request. Called by create_tasks.
create function tasker.parse_tasks(p_tasks jsonb)
returns table (
  task_id uuid, graph integer, named_task_id integer, priority integer, initiator text, source_system text, reason text,
  identity_hash text, correlation_id text, traceparent text, tags text[], bypass_steps text[], context jsonb
)
language plpgsql immutable rows 1000
as $$
begin
  return query
  select * from jsonb_to_recordset(p_tasks) as t (
    task_id uuid, graph integer, named_task_id integer, priority integer, initiator text, source_system text, reason text,
    identity_hash text, correlation_id text, traceparent text, tags text[], bypass_steps text[], context jsonb);
end
$$;
