-- Writes which steps of a definition run under a limit for each key: for all of its steps (the group `namespace/name`), for single ones
-- (`namespace/name/step`), or none. Versions share a group. Where something changes it waits until no limited claim is under way, and
-- what waits under the former keys is looked at anew; so is what waits for a key whose limit was raised. Called by register_definition.
create function tasker.register_limit_keys(p_named_task_id integer, p_group text, p_configuration jsonb)
returns void
language plpgsql volatile
as $$
declare
  -- By name: looked up, not joined, for what it would be joined with may have grown a moment ago.
  v_keyed jsonb := coalesce((
    select jsonb_object_agg(s ->> 'name', s) from jsonb_array_elements(p_configuration -> 'steps') s where s ->> 'concurrencyKey' is not null), '{}');
  v_wanted jsonb := coalesce((
    select jsonb_agg(jsonb_build_array(d.named_step_id, d.name, d.max_running, string_to_array(d.key, '.')) order by d.named_step_id, d.name)
    from (
      -- Also steps, and systems of steps, that the definition had before: what waits in their lanes is run all the same.
      select l.named_step_id, p_group as name, p_configuration ->> 'concurrencyKey' as key,
        (p_configuration ->> 'concurrencyLimit')::integer as max_running
      from tasker.named_tasks_named_steps l where l.named_task_id = p_named_task_id
      union all
      select k.named_step_id, p_group || '/' || k.name, v_keyed -> k.name ->> 'concurrencyKey', (v_keyed -> k.name ->> 'concurrencyLimit')::integer
      from (
        select l.named_step_id, (select n.name from tasker.named_steps n where n.named_step_id = l.named_step_id) as name
        from tasker.named_tasks_named_steps l where l.named_task_id = p_named_task_id offset 0
      ) k
    ) d
    where d.key is not null), '[]');
  v_former jsonb := coalesce((
    select jsonb_agg(jsonb_build_array(k.named_step_id, m.name, k.max_running, k.path) order by k.named_step_id, m.name)
    from tasker.limit_keys k join tasker.limits m on m.limit_id = k.limit_id
    where k.named_task_id = p_named_task_id), '[]');
begin
  if v_wanted = v_former then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('tasker.limits', 0));
  insert into tasker.limits (kind, name) select distinct 'key', w ->> 1 from jsonb_array_elements(v_wanted) w order by 2
  on conflict on constraint limits_kind_name_key do nothing;
  delete from tasker.limit_keys k where k.named_task_id = p_named_task_id;
  insert into tasker.limit_keys (named_task_id, named_step_id, limit_id, max_running, path)
  select p_named_task_id, (w ->> 0)::integer, m.limit_id, (w ->> 2)::integer, array(select jsonb_array_elements_text(w -> 3))
  from jsonb_array_elements(v_wanted) w join tasker.limits m on m.kind = 'key' and m.name = w ->> 1;
  -- Two statements: whoever paused or stopped one of them while this waited for its row has committed, and taken its wait away.
  perform from tasker.limit_waits w
  join tasker.lanes l on l.lane = w.lane and l.named_task_id = p_named_task_id
  join tasker.workflow_steps s on s.task_id = w.task_id and s.workflow_step_id = w.workflow_step_id
  order by w.task_id, w.workflow_step_id for no key update of s;
  with gone as (
    delete from tasker.limit_waits w using tasker.lanes l
    where l.lane = w.lane and l.named_task_id = p_named_task_id
    returning w.task_id, w.workflow_step_id, w.since
  )
  update tasker.workflow_steps s set ready_at = g.since, let_go_at = clock_timestamp()
  from gone g
  where s.task_id = g.task_id and s.workflow_step_id = g.workflow_step_id and s.ready_at = 'infinity'
    and exists (select from tasker.tasks t where t.task_id = s.task_id and t.paused_at is null);
  -- What was promised under a greater number is judged anew; no claim is under way.
  delete from tasker.limit_slots h
  using jsonb_array_elements(v_former) f, jsonb_array_elements(v_wanted) w, tasker.limits m, tasker.workflow_steps s, tasker.lanes l
  where f -> 0 = w -> 0 and f -> 1 = w -> 1 and (f ->> 2)::integer > (w ->> 2)::integer and m.kind = 'key' and m.name = w ->> 1
    and h.limit_id = m.limit_id and h.worker_id is null and s.task_id = h.task_id and s.workflow_step_id = h.workflow_step_id
    and l.lane = s.lane and l.named_task_id = p_named_task_id and l.named_step_id = (w ->> 0)::integer;
  delete from tasker.limit_slots h
  using tasker.limits m
  where m.kind = 'key' and m.limit_id = h.limit_id and not exists (select from tasker.limit_keys k where k.limit_id = m.limit_id);
  delete from tasker.limits m
  where m.kind = 'key' and not exists (select from tasker.limit_keys k where k.limit_id = m.limit_id);
  perform pg_notify('tasker.work', '');
end
$$;
