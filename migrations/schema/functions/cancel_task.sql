-- Stops a task for good (close_task): refused for one that is complete or resolved. Called by TaskOperations and act_on_tasks.
create function tasker.cancel_task(p_task_id uuid, p_actor text, p_reason text)
returns table (task_state text, refused boolean, changed boolean)
language plpgsql volatile
set lock_timeout = '10s'
as $$
begin
  return query select * from tasker.close_task(p_task_id, 'cancelled', p_actor, p_reason);
end
$$;
