-- Moves tasks of freshly claimed steps from pending to in_progress. Never waits: a task whose row is locked is skipped and
-- moved by its first completion. Returns those that it moved. Called by claim_queue, claim_limited and create_tasks.
create function tasker.start_tasks(p_task_ids uuid[], p_now timestamptz)
returns uuid[]
language plpgsql volatile
as $$
declare
  v_started uuid[];
begin
  with pending as materialized (
    select t.task_id from tasker.tasks t
    where t.task_id = any (p_task_ids) and t.state = 'pending'
    order by t.task_id for no key update skip locked
  ),
  started as (
    update tasker.tasks t set state = 'in_progress' from pending p where t.task_id = p.task_id returning t.task_id
  ),
  history as (
    insert into tasker.task_transitions (task_id, created_at, from_state, to_state)
    select s.task_id, p_now, 'pending', 'in_progress' from started s
  )
  select coalesce(array_agg(s.task_id), '{}') into v_started from started s;
  return v_started;
end
$$;
