-- Rows that belong to a task which is not there, as violations: whoever deletes a task takes everything with it. Reads whole tables.
-- Called by audit_tasks.
create function tasker.audit_leftovers()
returns table (rule text, task_id uuid, workflow_step_id integer, detail text)
language sql stable
as $$
  select 'what belongs to a task goes with it', l.task_id, null::integer, l.what
  from (
    select h.task_id, 'history' as what from tasker.task_transitions h
    union
    select h.task_id, 'history of steps' from tasker.workflow_step_transitions h
    union
    select a.task_id, 'notes' from tasker.task_annotations a
    union
    select w.task_id, 'warnings' from tasker.task_warnings w
    union
    select b.task_id, 'bottlenecks' from tasker.task_bottlenecks b
    union
    select m.task_id, 'terms' from tasker.task_terms m
    union
    select f.task_id, 'events to deliver' from tasker.event_feed f
    union
    select d.task_id, 'deliveries of events' from tasker.event_deliveries d
  ) l
  where not exists (select from tasker.tasks t where t.task_id = l.task_id);
$$;
