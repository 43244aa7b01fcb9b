-- The last ids that were given out to tasks, their transitions and those of steps, and the moment before they were read: what was committed
-- until then has none beyond them. No right on the sequences is needed: a role without one has the highest ids that it sees in the tables,
-- and every lower one is committed or somebody's who is writing. Never lower than the marks, p_mark: sequences that went back (a switch to a
-- logical replica, a truncated table) are put on from there, by a role that may, or the next rows would have ids that were counted
-- before. Called by roll_up.
create function tasker.last_history_ids(p_mark tasker.analytics_marks)
returns jsonb
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_sequences text[] := array[pg_get_serial_sequence('tasker.tasks', 'creation_id'),
    pg_get_serial_sequence('tasker.task_transitions', 'task_transition_id'),
    pg_get_serial_sequence('tasker.workflow_step_transitions', 'workflow_step_transition_id')];
  v_ids bigint[] := array[p_mark.creation_id, p_mark.task_transition_id, p_mark.step_transition_id];
  v_last bigint;
begin
  for v_i in 1 .. 3 loop
    -- Without a right on it PostgreSQL answers null, or raises.
    if has_sequence_privilege(v_sequences[v_i], 'usage, select') then
      v_last := coalesce(pg_sequence_last_value(v_sequences[v_i]::regclass), 0);
      if v_last < v_ids[v_i] and has_sequence_privilege(v_sequences[v_i], 'update') then
        perform setval(v_sequences[v_i]::regclass, v_ids[v_i]);
      end if;
    elsif v_i = 1 then
      select max(t.creation_id) into v_last from tasker.tasks t where t.creation_id > v_ids[v_i];
    elsif v_i = 2 then
      select max(h.task_transition_id) into v_last from tasker.task_transitions h where h.task_transition_id > v_ids[v_i];
    else
      select max(h.workflow_step_transition_id) into v_last from tasker.workflow_step_transitions h
      where h.workflow_step_transition_id > v_ids[v_i];
    end if;
    v_ids[v_i] := greatest(v_ids[v_i], v_last);
  end loop;
  return jsonb_build_object('as_of', v_now, 'creation_id', v_ids[1], 'task_transition_id', v_ids[2], 'step_transition_id', v_ids[3]);
end
$$;
