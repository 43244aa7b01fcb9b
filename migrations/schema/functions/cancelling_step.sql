-- By whom and why a task is cancelled of which nobody said so: it came to rest because a step was cancelled. `step` {workflow_step_id,
-- name} is the latest one that a person cancelled, `actor` and `reason` are his; {"step": null} for a task that was cancelled as a whole,
-- and where the history says nothing. Reads only. Called by explain_task.
create function tasker.cancelling_step(p_task_id uuid)
returns jsonb
language sql stable
as $$
  select coalesce((
    select jsonb_build_object('actor', s.actor, 'reason', s.reason,
      'step', jsonb_build_object('workflow_step_id', s.workflow_step_id, 'name', n.name))
    from (
      select h.created_at, h.actor, h.reason from tasker.task_transitions h
      where h.task_id = p_task_id and h.to_state = 'cancelled' and h.from_state <> h.to_state
      order by h.task_transition_id desc limit 1
    ) t
    cross join lateral (
      select h.workflow_step_id, h.created_at, h.actor, h.reason from tasker.workflow_step_transitions h
      where h.task_id = p_task_id and h.to_state = 'cancelled' and not coalesce(h.metadata, '{}') ? 'cancelled_with'
      order by h.workflow_step_transition_id desc limit 1
    ) s
    join tasker.workflow_steps k on k.task_id = p_task_id and k.workflow_step_id = s.workflow_step_id
    join tasker.named_steps n on n.named_step_id = k.named_step_id
    -- Who cancels a task as a whole cancels steps at the same moment.
    where t.actor is null and t.reason is null and s.created_at < t.created_at
  ), '{"step": null}');
$$;
