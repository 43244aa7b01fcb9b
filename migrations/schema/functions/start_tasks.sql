-- Moves tasks of freshly claimed steps from pending to in_progress. Never waits: a task whose row is locked is skipped and
-- moved by its first completion. Returns those that it moved. Called by claim_queue, claim_limited and create_tasks.
create function tasker.start_tasks(p_task_ids uuid[], p_now timestamptz)
returns uuid[]
language plpgsql volatile
as $$
declare
  v_places tid[];
  v_started uuid[];
begin
  select coalesce(array_agg(p.task_id), '{}'), array_agg(p.place) into v_started, v_places
  from (
    select t.task_id, t.ctid as place from tasker.tasks t
    where t.task_id = any (p_task_ids) and t.state = 'pending'
    order by t.task_id for no key update skip locked
  ) p;
  -- A call for no task only makes the plans: prepare_session.
  if v_places is not null or p_task_ids = '{}' then
    with started as (
      update tasker.tasks t set state = 'in_progress' where t.ctid = any (v_places)
    )
    insert into tasker.task_transitions (task_id, created_at, from_state, to_state)
    select s.task_id, p_now, 'pending', 'in_progress' from unnest(v_started) as s (task_id);
  end if;
  return v_started;
end
$$;
