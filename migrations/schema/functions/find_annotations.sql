-- Notes on tasks by type, by a key that they have, by that key's value as text, by task, by the namespaces of the tasks (p_within); null
-- leaves a condition out, and a value without a key finds nothing. In the order of their ids, up to p_limit of those after p_after.
-- p_looked: no more notes than this are looked at, whatever their namespaces; the last of them comes with `ends`, and without its content
-- unless it is `reached`. Reads only. Called by TaskAnnotations.
create function tasker.find_annotations(
  p_type text, p_key text, p_value text, p_task_id uuid, p_limit integer, p_after bigint,
  p_within text[] default null, p_looked integer default null)
returns table (
  task_annotation_id bigint, task_id uuid, type text, annotation jsonb, created_at timestamptz, reached boolean, ends boolean)
language plpgsql stable
-- Conditions that are left out disappear from a plan that is made for the call.
set plan_cache_mode = force_custom_plan
as $$
declare
  -- Looked up first: the plan then knows whether it is a rare one.
  v_type integer := (select y.annotation_type_id from tasker.annotation_types y where y.name = p_type);
  v_within integer[] := case when p_within is not null then array(
    select d.named_task_id from tasker.task_namespaces n join tasker.named_tasks d on d.task_namespace_id = n.task_namespace_id
    where n.name = any (p_within)) end;
  v_text jsonb;
  v_other jsonb;
begin
  -- The index finds a value by its JSON, and the text 5 stands for a number as well as for a string.
  if p_key is not null and p_value is not null then
    v_text := jsonb_build_object(p_key, p_value);
    v_other := v_text;
    begin
      v_other := jsonb_build_object(p_key, p_value::jsonb);
    exception when others then
      null;
    end;
  end if;
  return query
  select b.task_annotation_id, b.task_id,
    (select y.name from tasker.annotation_types y where y.annotation_type_id = b.annotation_type_id),
    case when b.reached then b.annotation end, b.created_at, b.reached, b.ends
  from (
    select a.*, coalesce(a.place = p_looked, false) as ends,
      -- One look at a time: as a join it might read every task of the namespaces first.
      v_within is null
        or coalesce((select t.named_task_id from tasker.tasks t where t.task_id = a.task_id) = any (v_within), false) as reached
    from (
      select n.*, row_number() over (order by n.task_annotation_id) as place
      from tasker.task_annotations n
      where (p_type is null or n.annotation_type_id = v_type)
        and (p_key is null or (n.annotation ? p_key and n.annotation -> p_key is not null))
        and (p_value is null or ((n.annotation @> v_text or n.annotation @> v_other) and n.annotation ->> p_key = p_value))
        and (p_task_id is null or n.task_id = p_task_id)
        and (p_after is null or n.task_annotation_id > p_after)
      order by n.task_annotation_id
      limit p_looked) a) b
  where b.reached or b.ends
  order by b.task_annotation_id
  limit p_limit;
end
$$;
