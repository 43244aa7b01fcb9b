-- Lets one step go that waits for a key, with a slot promised to it: 1; 0 where it waits no more, null where somebody holds its row.
-- Locks the step's row with skip locked; the caller has the key's lock. Called by promise_slots.
create function tasker.promise_slot(
  p_limit integer, p_key text, p_task_id uuid, p_step_id integer, p_since timestamptz, p_now timestamptz)
returns integer
language plpgsql volatile
as $$
declare
  v_attempts integer;
begin
  perform from tasker.workflow_steps s
  where s.task_id = p_task_id and s.workflow_step_id = p_step_id for no key update skip locked;
  if not found then
    delete from tasker.limit_waits w
    where w.task_id = p_task_id and w.workflow_step_id = p_step_id and not exists (
      select from tasker.workflow_steps s where s.task_id = p_task_id and s.workflow_step_id = p_step_id);
    return case when found then 0 end;
  end if;
  -- Whoever paused, cancelled or resolved it meanwhile has committed: the rows of now decide.
  delete from tasker.limit_waits w
  where w.task_id = p_task_id and w.workflow_step_id = p_step_id and w.limit_id = p_limit and w.key = p_key;
  if not found then
    return 0;
  end if;
  update tasker.workflow_steps s set ready_at = p_since, let_go_at = p_now
  where s.task_id = p_task_id and s.workflow_step_id = p_step_id and s.ready_at = 'infinity'
    and exists (select from tasker.tasks t where t.task_id = s.task_id and t.paused_at is null)
  returning s.attempts into v_attempts;
  if not found then
    return 0;
  end if;
  insert into tasker.limit_slots (task_id, workflow_step_id, limit_id, attempt, key, claimed_at)
  values (p_task_id, p_step_id, p_limit, v_attempts + 1, p_key, p_now)
  on conflict (task_id, workflow_step_id, limit_id, attempt) do update set key = excluded.key, claimed_at = excluded.claimed_at;
  return 1;
end
$$;
