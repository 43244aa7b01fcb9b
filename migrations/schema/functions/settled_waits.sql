-- The warnings about due steps, of the tasks in p_task_ids, whose step is not stale any more, and which other step of the task is so for
-- longest (`next_step`; null: none). p_policies as in notice_waiting. Reads only: the steps of these tasks, once (stale_steps). Called by
-- clear_warnings.
create function tasker.settled_waits(p_task_ids uuid[], p_policies jsonb, p_now timestamptz)
returns table (task_id uuid, workflow_step_id integer, next_step integer, since timestamptz)
language plpgsql stable
set enable_hashjoin = on
as $$
begin
  return query
  with warned as materialized (
    select w.*
    from unnest(p_task_ids) as i (task_id)
    cross join lateral (
      select w.task_id, w.workflow_step_id as step from tasker.task_warnings w where w.task_id = i.task_id and w.kind = 'waiting' offset 0
    ) w
  ),
  latest as materialized (
    select distinct on (w.task_id, w.step) w.task_id, w.step, s.workflow_step_id as other, s.since
    from warned w
    left join tasker.stale_steps(array(select distinct o.task_id from warned o), p_policies, p_now) s on s.task_id = w.task_id
    order by w.task_id, w.step, s.workflow_step_id <> w.step, s.since, s.workflow_step_id
  )
  select l.task_id, l.step, l.other, l.since from latest l where l.other is distinct from l.step;
end
$$;
