-- Reads the tasks of a create request, numbered by their place; what they leave out is what most tasks have. Called
-- by insert_tasks and note_creation.
create function tasker.parse_tasks(p_tasks jsonb)
returns table (
  task_id uuid, graph integer, named_task_id integer, priority integer, concurrent boolean, annotates boolean,
  initiator text, source_system text, reason text, identity_hash text, request_hash text, correlation_id text, traceparent text,
  tags text[], bypass_steps text[], max_seconds double precision, context jsonb, place bigint
)
language plpgsql immutable rows 1000
as $$
begin
  return query
  select t.task_id, t.graph, t.named_task_id, coalesce(t.priority, 0), coalesce(t.concurrent, true), coalesce(t.annotates, false),
    coalesce(t.initiator, 'unknown'), coalesce(t.source_system, 'unknown'), coalesce(t.reason, 'unknown'), t.identity_hash,
    t.request_hash, t.correlation_id, t.traceparent, coalesce(t.tags, '{}'), coalesce(t.bypass_steps, '{}'),
    t.max_seconds, t.context, t.place
  from rows from (jsonb_to_recordset(p_tasks) as (
    task_id uuid, graph integer, named_task_id integer, priority integer, concurrent boolean, annotates boolean,
    initiator text, source_system text, reason text, identity_hash text, request_hash text, correlation_id text, traceparent text,
    tags text[], bypass_steps text[], max_seconds double precision, context jsonb)) with ordinality as t (
    task_id, graph, named_task_id, priority, concurrent, annotates, initiator, source_system, reason, identity_hash, request_hash,
    correlation_id, traceparent, tags, bypass_steps, max_seconds, context, place);
end
$$;
