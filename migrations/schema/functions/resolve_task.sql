-- Takes a task as done although it is not (close_task): refused for one that is complete or cancelled. Called by TaskOperations and
-- act_on_tasks.
create function tasker.resolve_task(p_task_id uuid, p_actor text, p_reason text)
returns table (task_state text, refused boolean, changed boolean)
language plpgsql volatile
set lock_timeout = '10s'
as $$
begin
  return query select * from tasker.close_task(p_task_id, 'resolved_manually', p_actor, p_reason);
end
$$;
