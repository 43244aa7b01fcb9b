-- Whether a due step cannot begin because the places of one of its keys are taken by others, or promised to them. Counts as judge_keys
-- does, without its locks. Called by notice_waiting and stale_steps, where a live worker serves the lane.
create function tasker.key_is_full(p_task_id uuid, p_step_id integer, p_lane integer)
returns boolean
language sql stable
as $$
  select exists (
    select from tasker.lanes l
    join tasker.limit_keys k on k.named_task_id = l.named_task_id and k.named_step_id = l.named_step_id
    join tasker.tasks t on t.task_id = p_task_id
    cross join lateral (
      select count(*) as held, bool_or(h.worker_id is null and h.task_id = p_task_id and h.workflow_step_id = p_step_id) as promised
      from tasker.limit_slots h where h.limit_id = k.limit_id and h.key = tasker.limit_key(t.context, k.path)
    ) u
    where l.lane = p_lane and u.held >= k.max_running and not u.promised);
$$;
