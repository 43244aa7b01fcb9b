-- Writes a note on a task; its type is created on first use. Returns the note's id, null for an unknown task. Locks the task's
-- key and what it inserts. Called by TaskAnnotations.
create function tasker.add_annotation(p_task_id uuid, p_type text, p_annotation jsonb)
returns bigint
language plpgsql volatile
as $$
declare
  v_id bigint;
begin
  -- For key share: retention deletes no task while a note on it is written.
  perform from tasker.tasks t where t.task_id = p_task_id for key share;
  if not found then
    return null;
  end if;
  perform tasker.use_annotation_types(array[p_type]);
  insert into tasker.task_annotations (task_id, annotation_type_id, annotation, created_at)
  select p_task_id, y.annotation_type_id, p_annotation, clock_timestamp()
  from tasker.annotation_types y where y.name = p_type
  returning task_annotation_id into v_id;
  return v_id;
end
$$;
