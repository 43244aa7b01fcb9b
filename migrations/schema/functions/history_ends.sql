-- The last ids that were given out to tasks, to transitions of steps and to those of tasks, in this order, for somebody who knows the ids up to
-- p_after: lower ones than these say that the sequences went back. No right on the sequences is needed: a role without one has the highest ids
-- that it sees in the tables, and every lower one is committed or somebody's who is writing. Locks nothing. Called by follow_history.
create function tasker.history_ends(p_after bigint[])
returns bigint[]
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
  v_sequences text[] := array[pg_get_serial_sequence('tasker.tasks', 'creation_id'),
    pg_get_serial_sequence('tasker.workflow_step_transitions', 'workflow_step_transition_id'),
    pg_get_serial_sequence('tasker.task_transitions', 'task_transition_id')];
  v_ends bigint[] := p_after;
  v_last bigint;
begin
  for v_i in 1 .. 3 loop
    -- Without a right on it PostgreSQL answers null, or raises.
    if has_sequence_privilege(v_sequences[v_i], 'usage, select') then
      v_last := coalesce(pg_sequence_last_value(v_sequences[v_i]::regclass), 0);
    elsif v_i = 1 then
      select coalesce(max(t.creation_id), p_after[1]) into v_last from tasker.tasks t where t.creation_id > p_after[1];
    elsif v_i = 2 then
      select coalesce(max(h.workflow_step_transition_id), p_after[2]) into v_last from tasker.workflow_step_transitions h
      where h.workflow_step_transition_id > p_after[2];
    else
      select coalesce(max(h.task_transition_id), p_after[3]) into v_last from tasker.task_transitions h
      where h.task_transition_id > p_after[3];
    end if;
    v_ends[v_i] := v_last;
  end loop;
  return v_ends;
end
$$;
