-- Counts what was committed to the history of tasks and steps since the last call into the figures of analytics, everything once: `next` takes
-- the last ids that were given out, and when none of those is left who were writing at that moment, what has an id up to them is committed or
-- never will be. Waits at most p_wait_ms for them; else a later call goes on. At most p_rows ids of each kind a call: `behind` is what is
-- left up to `next`. `moved`: nobody was in the way; false while somebody else moves the marks, or writes for longer. `as_of`: what was
-- committed until then is counted. Refused in a transaction that is not read committed: it would not see what it waited for.
-- Locks the row of the marks with for update skip locked; take_out_tasks waits for it. Called by RollupJob and by readers whose figures are old.
create function tasker.roll_up(
  p_wait_ms integer default 200, p_rows integer default 200000, out moved boolean, out behind bigint, out as_of timestamptz)
language plpgsql volatile
as $$
declare
  v_deadline timestamptz := clock_timestamp() + p_wait_ms * interval '1 millisecond';
  v_mark tasker.analytics_marks;
  v_from tasker.analytics_marks;
  v_first tasker.analytics_marks;
  v_next tasker.analytics_marks;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'roll_up cannot see what others commit: its transaction is %', current_setting('transaction_isolation')
      using errcode = 'invalid_transaction_state', hint = 'Call it at read committed.';
  end if;
  if not exists (select from tasker.analytics_marks) then
    insert into tasker.analytics_marks default values on conflict do nothing;
  end if;
  moved := false;
  behind := 0;
  select m.* into v_mark from tasker.analytics_marks m for update skip locked;
  if not found then
    select m.as_of into as_of from tasker.analytics_marks m;
    return;
  end if;
  v_first := v_mark;
  -- What an earlier call has left comes first, then what is new.
  for v_round in 1 .. 1 + (v_mark.next is not null)::integer loop
    if v_mark.next is null then
      v_mark.next := tasker.last_history_ids(v_mark);
      -- After the ids, never before: whoever was given one of them is among these, or through.
      v_mark.writers := tasker.history_writers();
    else
      v_mark.writers := tasker.history_writers(v_mark.writers);
    end if;
    while v_mark.writers <> '{}' and clock_timestamp() < v_deadline loop
      perform pg_sleep(0.005);
      v_mark.writers := tasker.history_writers(v_mark.writers);
    end loop;
    moved := v_mark.writers = '{}';
    exit when not moved;
    v_from := v_mark;
    v_next := jsonb_populate_record(v_mark, v_mark.next);
    -- No mark moves back: what was counted would be counted again.
    v_mark.creation_id := greatest(v_mark.creation_id, least(v_next.creation_id, v_first.creation_id + p_rows));
    v_mark.task_transition_id := greatest(v_mark.task_transition_id, least(v_next.task_transition_id, v_first.task_transition_id + p_rows));
    v_mark.step_transition_id := greatest(v_mark.step_transition_id, least(v_next.step_transition_id, v_first.step_transition_id + p_rows));
    -- Where nothing is new, nothing is looked for: pages that are not summarised yet would all be read.
    if (v_mark.creation_id, v_mark.task_transition_id) <> (v_from.creation_id, v_from.task_transition_id) then
      perform tasker.count_task_history(v_from.creation_id, v_mark.creation_id, v_from.task_transition_id, v_mark.task_transition_id);
    end if;
    if v_mark.step_transition_id <> v_from.step_transition_id then
      perform tasker.count_attempts(v_from.step_transition_id, v_mark.step_transition_id);
    end if;
    behind := greatest(v_next.creation_id - v_mark.creation_id, 0) + greatest(v_next.task_transition_id - v_mark.task_transition_id, 0)
      + greatest(v_next.step_transition_id - v_mark.step_transition_id, 0);
    exit when behind > 0;
    v_mark.as_of := v_next.as_of;
    v_mark.next := null;
    v_mark.writers := null;
  end loop;
  as_of := v_mark.as_of;
  update tasker.analytics_marks m
  set creation_id = v_mark.creation_id, task_transition_id = v_mark.task_transition_id, step_transition_id = v_mark.step_transition_id,
    as_of = v_mark.as_of, next = v_mark.next, writers = v_mark.writers;
end
$$;
