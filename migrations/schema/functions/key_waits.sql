-- The steps of a task that wait because as many steps with their key run as may, and the data of that limit. Reads only. Called by
-- explain_steps.
create function tasker.key_waits(p_task_id uuid)
returns table (workflow_step_id integer, detail jsonb)
language plpgsql stable
as $$
begin
  return query
  select w.workflow_step_id, jsonb_build_object('kind', m.kind, 'name', m.name, 'key', w.key, 'max', (
      select max(k.max_running) from tasker.lanes l
      join tasker.limit_keys k on k.named_task_id = l.named_task_id and k.named_step_id = l.named_step_id and k.limit_id = w.limit_id
      where l.lane = w.lane),
    'running', (select count(*) from tasker.limit_slots h where h.limit_id = w.limit_id and h.key = w.key))
  from tasker.limit_waits w join tasker.limits m on m.limit_id = w.limit_id
  where w.task_id = p_task_id;
end
$$;
