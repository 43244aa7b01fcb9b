-- Notes on tasks by type, by a key that they have, by that key's value as text, by task; null leaves a condition out, and a value
-- without a key finds nothing. In the order of their ids, up to p_limit of those after p_after. Reads only. Called by TaskAnnotations.
create function tasker.find_annotations(
  p_type text, p_key text, p_value text, p_task_id uuid, p_limit integer, p_after bigint)
returns table (task_annotation_id bigint, task_id uuid, type text, annotation jsonb, created_at timestamptz)
language plpgsql stable
-- Conditions that are left out disappear from a plan that is made for the call.
set plan_cache_mode = force_custom_plan
as $$
declare
  -- Looked up first: the plan then knows whether it is a rare one.
  v_type integer := (select y.annotation_type_id from tasker.annotation_types y where y.name = p_type);
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
  select a.task_annotation_id, a.task_id, y.name, a.annotation, a.created_at
  from tasker.task_annotations a
  join tasker.annotation_types y on y.annotation_type_id = a.annotation_type_id
  where (p_type is null or a.annotation_type_id = v_type)
    and (p_key is null or (a.annotation ? p_key and a.annotation -> p_key is not null))
    and (p_value is null or ((a.annotation @> v_text or a.annotation @> v_other) and a.annotation ->> p_key = p_value))
    and (p_task_id is null or a.task_id = p_task_id)
    and (p_after is null or a.task_annotation_id > p_after)
  order by a.task_annotation_id
  limit p_limit;
end
$$;
