-- Writes one definition at start-up: namespace, task, systems, steps, their lanes and the keys that limit them. Idempotent; processes that
-- start together take turns by an advisory lock that ends with the transaction. Returns the ids that rows refer to (steps: name to [named step, lane]), and the
-- hosts of live workers that have another definition under the same version. Called once for each definition by every process.
-- Systems, steps, defaults and lanes are written in this order and each in the order of its names, as register_steps does.
-- Rows are looked up one by one, in subqueries: thousands of steps join tables that were filled a moment ago and have no statistics, or those of
-- other times, and a join that begins with the queue, which all steps share, takes the square of their number.
create function tasker.register_definition(
  p_namespace text, p_name text, p_version text, p_description text, p_hash text, p_configuration jsonb)
returns table (named_task_id integer, steps jsonb, other_hosts text[])
language plpgsql volatile
set enable_seqscan = off
set jit = off
as $$
declare
  v_namespace integer;
  v_task integer;
  v_steps jsonb[];
  v_step_ids integer[];
begin
  perform pg_advisory_xact_lock(hashtext('tasker.register_definition'));
  insert into tasker.task_namespaces (name) values (p_namespace) on conflict (name) do nothing;
  v_namespace := (select n.task_namespace_id from tasker.task_namespaces n where n.name = p_namespace);
  insert into tasker.named_tasks as t (task_namespace_id, name, version, description, configuration, definition_hash, searchable)
  values (v_namespace, p_name, p_version, p_description, p_configuration, p_hash,
    array(select s.path from jsonb_array_elements_text(p_configuration -> 'searchable') with ordinality as s (path, place) order by s.place))
  on conflict (task_namespace_id, name, version) do update
    set description = excluded.description, configuration = excluded.configuration, definition_hash = excluded.definition_hash,
      searchable = excluded.searchable,
      registered_at = case when t.definition_hash is distinct from excluded.definition_hash then now() else t.registered_at end
    -- Settings of its operation stand in the snapshot and not in the hash.
    where t.definition_hash is distinct from excluded.definition_hash or (
      select jsonb_object_agg(k, t.configuration -> k) is distinct from jsonb_object_agg(k, excluded.configuration -> k)
      from unnest(array['staleness', 'retention', 'searchable']) as k);
  v_task := (
    select t.named_task_id from tasker.named_tasks t
    where t.task_namespace_id = v_namespace and t.name = p_name and t.version = p_version);

  insert into tasker.dependent_systems (name)
  select distinct s ->> 'dependentSystem' from jsonb_array_elements(p_configuration -> 'steps') s
  order by 1
  on conflict (name) do nothing;
  insert into tasker.named_steps (dependent_system_id, name)
  select distinct (select d.dependent_system_id from tasker.dependent_systems d where d.name = s ->> 'dependentSystem'), s ->> 'name'
  from jsonb_array_elements(p_configuration -> 'steps') s
  order by 1, 2
  on conflict (dependent_system_id, name) do nothing;
  select array_agg(k.step), array_agg(k.named_step_id) into v_steps, v_step_ids
  from (
    select s as step, (
      select n.named_step_id from tasker.named_steps n
      where n.name = s ->> 'name' and n.dependent_system_id = (
        select d.dependent_system_id from tasker.dependent_systems d where d.name = s ->> 'dependentSystem')) as named_step_id
    from jsonb_array_elements(p_configuration -> 'steps') s
  ) k;
  insert into tasker.named_tasks_named_steps as l (named_task_id, named_step_id, skippable, default_retryable, default_retry_limit)
  select v_task, u.id, (u.step ->> 'skippable')::boolean, (u.step ->> 'retryable')::boolean, (u.step ->> 'retryLimit')::integer
  from unnest(v_steps, v_step_ids) as u (step, id)
  order by u.id
  on conflict on constraint named_tasks_named_steps_pkey do update
    set skippable = excluded.skippable, default_retryable = excluded.default_retryable,
      default_retry_limit = excluded.default_retry_limit, handled_as = null
    where (l.skippable, l.default_retryable, l.default_retry_limit, l.handled_as)
      is distinct from (excluded.skippable, excluded.default_retryable, excluded.default_retry_limit, null);
  insert into tasker.lanes (named_task_id, named_step_id, queue)
  select v_task, u.id, u.step ->> 'queue' from unnest(v_steps, v_step_ids) as u (step, id)
  order by 2, 3
  on conflict on constraint lanes_step_queue_key do nothing;
  perform tasker.register_limit_keys(v_task, p_namespace || '/' || p_name, p_configuration);

  return query
  select v_task,
    (select jsonb_object_agg(u.step ->> 'name', jsonb_build_array(u.id, (
        select l.lane from tasker.lanes l
        where l.named_task_id = v_task and l.named_step_id = u.id and l.queue = u.step ->> 'queue')))
      from unnest(v_steps, v_step_ids) as u (step, id)),
    array(select distinct w.host from tasker.workers w
      where w.lost_at is null and w.stopped_at is null and w.heartbeat_at + w.lease > clock_timestamp()
        and w.definitions ->> format('%s.%s@%s', p_namespace, p_name, p_version) <> p_hash);
end
$$;
