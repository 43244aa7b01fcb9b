-- What the current transaction has written to the history of these tasks: {tasks: facts with context, transitions: documents in the
-- order in which they were written, those of steps before those of their task}; null when it wrote nothing. To be called in the same
-- statement as the function that acts, after it. Called by stores that tell what an action changed.
create function tasker.own_transitions(p_task_ids uuid[])
returns jsonb
language plpgsql volatile
as $$
declare
  v_kinds text[];
  v_task_ids uuid[];
  v_ids bigint[];
begin
  select array_agg(w.kind order by w.task_id, w.kind, w.id), array_agg(w.task_id order by w.task_id, w.kind, w.id),
    array_agg(w.id order by w.task_id, w.kind, w.id)
  into v_kinds, v_task_ids, v_ids
  from (
    select 'step' as kind, t.task_id, t.workflow_step_transition_id as id from tasker.workflow_step_transitions t
    where t.task_id = any (p_task_ids) and t.xmin = pg_current_xact_id()::xid
    union all
    select 'task', t.task_id, t.task_transition_id from tasker.task_transitions t
    where t.task_id = any (p_task_ids) and t.xmin = pg_current_xact_id()::xid
  ) w;
  if v_ids is null then
    return null;
  end if;
  return jsonb_build_object(
    'tasks', (select jsonb_agg(f.facts) from tasker.task_facts(v_task_ids, true) f),
    'transitions', (select jsonb_agg(d.document order by d.place) from tasker.transition_documents(v_kinds, v_task_ids, v_ids) d));
end
$$;
