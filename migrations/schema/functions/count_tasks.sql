-- Moves the counters of tasks and lets those rest that have nothing left to run: `complete` when no step is incomplete, else
-- `error` when a step is in error, else `cancelled`. The caller holds the locks of the task rows. Returns the tasks that rest
-- now. Called by advance, reap_worker and create_tasks.
create function tasker.count_tasks(p_task_ids uuid[], p_incomplete integer[], p_active integer[], p_now timestamptz)
returns table (task_id uuid, state text)
language plpgsql volatile
as $$
begin
  return query
  with delta as materialized (
    select d.task_id, d.incomplete, d.active, t.state as former
    from unnest(p_task_ids, p_incomplete, p_active) as d (task_id, incomplete, active)
    join tasker.tasks t on t.task_id = d.task_id
  ),
  counted as (
    update tasker.tasks t
    set incomplete_steps = t.incomplete_steps + d.incomplete,
      active_steps = t.active_steps + d.active,
      finished_at = case when t.active_steps + d.active = 0 then p_now end,
      state = case
        when t.active_steps + d.active > 0 then 'in_progress'
        when t.incomplete_steps + d.incomplete = 0 then 'complete'
        when exists (select from tasker.workflow_steps s where s.task_id = t.task_id and s.state = 'error') then 'error'
        else 'cancelled' end
    from delta d
    where t.task_id = d.task_id and t.state in ('pending', 'in_progress')
    returning t.task_id, t.state, d.former
  ),
  history as (
    insert into tasker.task_transitions (task_id, created_at, from_state, to_state)
    select c.task_id, p_now, m.from_state, m.to_state
    from counted c
    cross join lateral (
      select 'pending' as from_state, 'in_progress' as to_state where c.former = 'pending'
      union all
      select 'in_progress', c.state where c.state <> 'in_progress'
    ) m
  )
  select c.task_id, c.state from counted c where c.state <> 'in_progress';
end
$$;
