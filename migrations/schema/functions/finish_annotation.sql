-- Writes the notes of a task that a hook made, [{type, annotation}], in the order given, and deletes the hook's row: both or
-- neither. False, and nothing is written, when another attempt owns the row by now. Locks the hook's row. Called by the process
-- that claimed it (claim_annotation), after the hook has run.
create function tasker.finish_annotation(p_task_id uuid, p_attempts integer, p_annotations jsonb)
returns boolean
language plpgsql volatile
as $$
begin
  delete from tasker.annotation_hooks h where h.task_id = p_task_id and h.attempts = p_attempts;
  if not found then
    return false;
  end if;
  perform tasker.use_annotation_types(array(select a ->> 'type' from jsonb_array_elements(p_annotations) a));
  insert into tasker.task_annotations (task_id, annotation_type_id, annotation, created_at)
  select p_task_id, y.annotation_type_id, a.note -> 'annotation', clock_timestamp()
  from jsonb_array_elements(p_annotations) with ordinality as a (note, place)
  join tasker.annotation_types y on y.name = a.note ->> 'type'
  order by a.place;
  return true;
end
$$;
