-- Writes steps that a definition does not declare, or not with this queue: p_steps [{name, like, queue, dependentSystem}], where
-- `like` names the declared step whose handler runs them. Returns {name: [named step, lane]}: the lane belongs to the declared
-- step and the queue, so that whoever has its handler may claim them. A step that is like itself gets a lane only; one that was
-- like another step before is noted as like this one, while rows that wait go by their lane. Idempotent; what is there already is only read.
-- Locks what it inserts, in the order that register_definition follows; a caller's transaction keeps the new names to itself
-- until it ends, and others that need the same ones wait for it. Called when tasks are created whose steps a hook has chosen.
create function tasker.register_steps(p_named_task_id integer, p_steps jsonb)
returns jsonb
language plpgsql volatile
set enable_seqscan = off
set jit = off
as $$
declare
  v_declared jsonb;
  v_alike jsonb;
  v_problem text;
  v_names text[];
  v_step_ids integer[];
  v_alike_ids integer[];
  v_queues text[];
begin
  select coalesce(jsonb_object_agg(s ->> 'name', s ->> 'dependentSystem'), '{}') into v_declared
  from tasker.named_tasks t cross join lateral jsonb_array_elements(t.configuration -> 'steps') s
  where t.named_task_id = p_named_task_id;
  -- A name may stand for several declared steps, one for each system that it was ever declared with: the latest snapshot decides.
  select coalesce(jsonb_object_agg(k.name, (
    select n.named_step_id
    from tasker.dependent_systems d
    join tasker.named_steps n on n.dependent_system_id = d.dependent_system_id and n.name = k.name
    join tasker.named_tasks_named_steps l on l.named_task_id = p_named_task_id and l.named_step_id = n.named_step_id
    where l.handled_as is null
    order by (d.name = v_declared ->> k.name) desc nulls last, n.named_step_id desc limit 1)), '{}') into v_alike
  from (select distinct s ->> 'like' as name from jsonb_array_elements(p_steps) s) k;
  v_problem := (
    select case when v_alike ->> (s ->> 'like') is null
        then format('step "%s" is like "%s", which definition %s does not declare', s ->> 'name', s ->> 'like', p_named_task_id)
      else format('definition %s declares step "%s" itself: it cannot be like "%s"', p_named_task_id, s ->> 'name', s ->> 'like') end
    from jsonb_array_elements(p_steps) s
    where v_alike ->> (s ->> 'like') is null or (v_declared ? (s ->> 'name') and s ->> 'name' <> s ->> 'like')
    limit 1);
  if v_problem is not null then
    raise exception '%', v_problem using errcode = 'invalid_parameter_value';
  end if;

  -- Rows are looked up one by one, in subqueries: a join that is planned while a table is small probes by half of the key, and its
  -- cost follows the names that ever were, not those asked for.
  insert into tasker.dependent_systems (name)
  select distinct s ->> 'dependentSystem' from jsonb_array_elements(p_steps) s
  where s ->> 'name' <> s ->> 'like'
    and (select d.dependent_system_id from tasker.dependent_systems d where d.name = s ->> 'dependentSystem') is null
  order by 1
  on conflict (name) do nothing;
  insert into tasker.named_steps (dependent_system_id, name)
  select a.system, a.name
  from (
    select distinct s ->> 'name' as name,
      (select d.dependent_system_id from tasker.dependent_systems d where d.name = s ->> 'dependentSystem') as system
    from jsonb_array_elements(p_steps) s where s ->> 'name' <> s ->> 'like'
  ) a
  where (select n.named_step_id from tasker.named_steps n where n.dependent_system_id = a.system and n.name = a.name) is null
  order by 1, 2
  on conflict (dependent_system_id, name) do nothing;
  select array_agg(a.name), array_agg(a.alike), array_agg(a.queue), array_agg(case when a.same then a.alike else (
      select n.named_step_id from tasker.named_steps n where n.dependent_system_id = a.system and n.name = a.name) end)
  into v_names, v_alike_ids, v_queues, v_step_ids
  from (
    select s ->> 'name' as name, s ->> 'queue' as queue, s ->> 'name' = s ->> 'like' as same, (v_alike ->> (s ->> 'like'))::integer as alike,
      (select d.dependent_system_id from tasker.dependent_systems d where d.name = s ->> 'dependentSystem') as system
    from jsonb_array_elements(p_steps) s
  ) a;
  insert into tasker.named_tasks_named_steps as l (named_task_id, named_step_id, handled_as)
  select distinct on (a.step) p_named_task_id, a.step, a.alike
  from unnest(v_step_ids, v_alike_ids) as a (step, alike)
  where a.step <> a.alike and a.alike is distinct from (
    select k.handled_as from tasker.named_tasks_named_steps k where k.named_task_id = p_named_task_id and k.named_step_id = a.step)
  order by a.step
  on conflict on constraint named_tasks_named_steps_pkey do update set handled_as = excluded.handled_as;
  insert into tasker.lanes (named_task_id, named_step_id, queue)
  select p_named_task_id, a.alike, a.queue
  from (select distinct u.alike, u.queue from unnest(v_alike_ids, v_queues) as u (alike, queue)) a
  where (
    select k.lane from tasker.lanes k
    where k.named_task_id = p_named_task_id and k.named_step_id = a.alike and k.queue = a.queue) is null
  order by 2, 3
  on conflict on constraint lanes_step_queue_key do nothing;

  return coalesce((
    select jsonb_object_agg(a.name, jsonb_build_array(a.step, (
      select l.lane from tasker.lanes l
      where l.named_task_id = p_named_task_id and l.named_step_id = a.alike and l.queue = a.queue)))
    from unnest(v_names, v_step_ids, v_alike_ids, v_queues) as a (name, step, alike, queue)), '{}');
end
$$;
