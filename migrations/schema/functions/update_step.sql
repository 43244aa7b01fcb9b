-- Changes the inputs of a step (only where p_changes_inputs says so: null means the context of its task), its retry limit (null leaves it),
-- or both: then both or neither. Rows, refusals and locks as change_inputs and change_retry_limit. Called by StepOperations.
create function tasker.update_step(
  p_task_id uuid, p_step_id integer, p_changes_inputs boolean, p_inputs jsonb, p_retry_limit integer, p_actor text, p_reason text)
returns table (task_state text, step_state text, refused boolean, changed boolean, attempt integer, since timestamptz)
language plpgsql volatile
set lock_timeout = '10s'
as $$
declare
  v_inputs record;
  v_limit record;
  v_changed boolean := false;
begin
  -- Before the limit: that may let the step go on, with the new inputs then.
  if p_changes_inputs then
    select * into v_inputs from tasker.change_inputs(p_task_id, p_step_id, p_inputs, p_actor, p_reason);
    if v_inputs.task_state is null then
      return;
    end if;
    if v_inputs.refused or p_retry_limit is null then
      return query
      select v_inputs.task_state, v_inputs.step_state, v_inputs.refused, v_inputs.changed, v_inputs.attempt, v_inputs.since;
      return;
    end if;
    v_changed := v_inputs.changed;
  end if;
  select * into v_limit from tasker.change_retry_limit(p_task_id, p_step_id, p_retry_limit, p_actor, p_reason);
  if v_limit.task_state is null then
    return;
  end if;
  return query
  select v_limit.task_state, v_limit.step_state, v_limit.refused, v_limit.changed or v_changed,
    v_limit.attempt, v_limit.since;
end
$$;
