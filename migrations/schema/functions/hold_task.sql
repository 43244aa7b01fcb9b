-- Takes a task for an action of a person: its row, in a second statement its steps, so that the third one, the caller's next,
-- decides about rows that nobody else can change (invariant 7). Nothing found = no such task. Waits for whoever holds it up to the
-- lock_timeout of the function that calls. Called by every function that acts on one task.
create function tasker.hold_task(
  p_task_id uuid,
  out state text, out named_task_id integer, out annotates boolean, out paused_at timestamptz)
language plpgsql volatile
as $$
begin
  select t.state, t.named_task_id, t.annotates, t.paused_at into state, named_task_id, annotates, paused_at
  from tasker.tasks t where t.task_id = p_task_id for no key update;
  if found then
    perform from tasker.workflow_steps s where s.task_id = p_task_id order by s.workflow_step_id for no key update;
  end if;
end
$$;
