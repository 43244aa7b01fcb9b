-- Those of a batch of outcomes whose claim is gone, as rows of the report [[task, step, attempt, 'rejected', null]]: neither held by somebody else
-- (p_locked: what is not; null: all) nor settled (p_done_…). Called by settle_outcomes.
create function tasker.rejected_outcomes(
  p_task_ids uuid[], p_step_ids integer[], p_attempts integer[], p_locked uuid[], p_done_task_ids uuid[], p_done_step_ids integer[])
returns jsonb
language sql stable
as $$
  select coalesce(jsonb_agg(jsonb_build_array(o.task_id, o.step_id, o.attempt, 'rejected', null)), '[]')
  from unnest(p_task_ids, p_step_ids, p_attempts) as o (task_id, step_id, attempt)
  where (p_locked is null or o.task_id = any (p_locked)) and not exists (
    select from unnest(p_done_task_ids, p_done_step_ids) as d (task_id, step_id)
    where d.task_id = o.task_id and d.step_id = o.step_id);
$$;
