-- What analytics may have counted of tasks in analytics_totals, to be taken out of it when they are gone: how each was created and moved, and
-- its steps by state. Null where nothing was ever counted; nobody begins to count then before the transaction ends, the row of the marks is
-- locked for share. Otherwise reads only. Called by delete_tasks.
create function tasker.counted_tasks(p_task_ids uuid[])
returns jsonb
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_counted bigint := (select m.creation_id + m.task_transition_id from tasker.analytics_marks m);
begin
  if v_counted = 0 then
    select m.creation_id + m.task_transition_id into v_counted from tasker.analytics_marks m for share;
    if v_counted = 0 then
      return null;
    end if;
  end if;
  return (
    select jsonb_agg(jsonb_build_object('named_task_id', t.named_task_id, 'requested_at', t.requested_at, 'creation_id', t.creation_id,
      'moves', h.moves, 'complete_steps', s.complete, 'cancelled_steps', s.cancelled, 'resolved_steps', s.resolved,
      'other_steps', s.steps - s.complete - s.cancelled - s.resolved))
    from tasker.tasks t
    cross join lateral (
      select jsonb_agg(jsonb_build_object('id', m.task_transition_id, 'was', m.from_state, 'state', m.to_state)) as moves
      from tasker.task_transitions m where m.task_id = t.task_id and m.from_state <> m.to_state) h
    cross join lateral (
      select count(*) as steps, count(*) filter (where k.state = 'complete') as complete,
        count(*) filter (where k.state = 'cancelled') as cancelled, count(*) filter (where k.state = 'resolved_manually') as resolved
      from tasker.workflow_steps k where k.task_id = t.task_id) s
    where t.task_id = any (p_task_ids));
end
$$;
