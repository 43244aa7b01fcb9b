-- Moves tasks of freshly claimed steps from pending to in_progress. Never waits: a task whose row is locked is skipped and
-- moved by its first completion. Returns those that it moved. Called by claim_queue, claim_limited and create_tasks.
create function tasker.start_tasks(p_task_ids uuid[], p_now timestamptz)
returns uuid[]
language plpgsql volatile
as $$
declare
  v_pending uuid[] := array(
    select t.task_id from tasker.tasks t
    where t.task_id = any (p_task_ids) and t.state = 'pending'
    order by t.task_id for no key update skip locked);
begin
  if cardinality(v_pending) > 0 then
    with started as (
      update tasker.tasks t set state = 'in_progress' where t.task_id = any (v_pending) returning t.task_id
    )
    insert into tasker.task_transitions (task_id, created_at, from_state, to_state)
    select s.task_id, p_now, 'pending', 'in_progress' from started s;
  end if;
  return v_pending;
end
$$;
