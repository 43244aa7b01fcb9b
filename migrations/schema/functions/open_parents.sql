-- The parents of some steps of a task that are not done: how many, and the first 20 with their names and states. Those that stand in
-- the way (p_marks, by place: blocked_steps) come first, so that whoever walks up from a blocked step finds a cause. Reads only. Called by
-- explain_steps.
create function tasker.open_parents(p_task_id uuid, p_marks integer[], p_step_ids integer[])
returns table (workflow_step_id integer, detail jsonb)
language plpgsql stable
set enable_seqscan = off
as $$
declare
  v_open boolean[] := array(
    select s.state not in ('complete', 'resolved_manually') from tasker.workflow_steps s where s.task_id = p_task_id order by s.workflow_step_id);
begin
  return query
  with opened as materialized (
    select s.workflow_step_id, array(
      select e.id from unnest(s.parent_ids) as e (id) where v_open[e.id] order by p_marks[e.id] desc, e.id) as parent_ids
    from unnest(p_step_ids) as g (id)
    join tasker.workflow_steps s on s.task_id = p_task_id and s.workflow_step_id = g.id
  )
  select o.workflow_step_id, jsonb_build_object('count', max(cardinality(o.parent_ids)), 'parents', jsonb_agg(
    jsonb_build_object('workflow_step_id', p.id, 'name', n.name, 'state', k.state) order by p.place))
  from opened o
  cross join lateral unnest(o.parent_ids[:20]) with ordinality as p (id, place)
  join tasker.workflow_steps k on k.task_id = p_task_id and k.workflow_step_id = p.id
  join tasker.named_steps n on n.named_step_id = k.named_step_id
  group by o.workflow_step_id;
end
$$;
