-- Whether a step may run as far as its keys go: `free`; `full`, with the place of the key that has no room; or `busy`: somebody else has
-- one of the keys right now. Takes the locks of the keys; of a limit that the step has no key for, the row, in which it is counted. Called by
-- claim_under_limits.
create function tasker.judge_keys(
  p_limits integer[], p_most integer[], p_keys text[], p_task_id uuid, p_step_id integer, out verdict text, out place integer)
language plpgsql volatile
as $$
begin
  for v_place in 1 .. cardinality(p_limits) loop
    place := v_place;
    if p_keys[place] is null then
      perform from tasker.limits m where m.limit_id = p_limits[place] for no key update skip locked;
      verdict := case when not found then 'busy' end;
    elsif not tasker.lock_limit_key(p_limits[place], p_keys[place]) then
      verdict := 'busy';
    -- A statement of its own: what the former holder of the lock wrote is seen. A promise has been counted all the time: its step may run.
    elsif p_most[place] <= (
        select case when bool_or(h.worker_id is null and h.task_id = p_task_id and h.workflow_step_id = p_step_id) then 0 else count(*) end
        from tasker.limit_slots h where h.limit_id = p_limits[place] and h.key = p_keys[place]) then
      verdict := 'full';
    end if;
    if verdict is not null then
      return;
    end if;
  end loop;
  verdict := 'free';
end
$$;
