-- Names of some steps of a definition and, for those that it does not declare, a declared step that they were like when they were
-- registered last (handled_as; null for a declared one). The lane of a row says whose handler runs it. Reads only. Called by workers that
-- claimed a step they do not know.
create function tasker.steps_of_task(p_named_task_id integer, p_named_step_ids integer[])
returns table (named_step_id integer, name text, handled_as integer)
language sql stable
as $$
  select n.named_step_id, n.name, l.handled_as
  from tasker.named_tasks_named_steps l
  join tasker.named_steps n on n.named_step_id = l.named_step_id
  where l.named_task_id = p_named_task_id and l.named_step_id = any (p_named_step_ids)
  order by n.named_step_id;
$$;
