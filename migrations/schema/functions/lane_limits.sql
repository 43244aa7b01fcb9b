-- The limits that lanes are under: of their queue, of the system of their step, and of its keys (`path` says where in the context). A
-- step that a hook chose is judged as the declared step that it is like. Called by claim_under_limits and whoever explains a wait.
create function tasker.lane_limits(p_lanes integer[])
returns table (lane integer, limit_id integer, kind text, name text, max_running integer, path text[])
language sql stable rows 10
as $$
  select l.lane, m.limit_id, m.kind, m.name, m.max_running, null::text[]
  from unnest(p_lanes) as p (lane) join tasker.lanes l on l.lane = p.lane
  join tasker.limits m on m.kind = 'queue' and m.name = l.queue
  union all
  select l.lane, m.limit_id, m.kind, m.name, m.max_running, null
  from unnest(p_lanes) as p (lane) join tasker.lanes l on l.lane = p.lane
  join tasker.named_steps n on n.named_step_id = l.named_step_id
  join tasker.dependent_systems d on d.dependent_system_id = n.dependent_system_id
  join tasker.limits m on m.kind = 'system' and m.name = d.name
  union all
  select l.lane, m.limit_id, m.kind, m.name, k.max_running, k.path
  from unnest(p_lanes) as p (lane) join tasker.lanes l on l.lane = p.lane
  join tasker.limit_keys k on k.named_task_id = l.named_task_id and k.named_step_id = l.named_step_id
  join tasker.limits m on m.limit_id = k.limit_id;
$$;
