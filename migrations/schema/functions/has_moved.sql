-- Whether a task has moved since a moment, its creation left aside: as last_move says when. A running step moves its task until the lease
-- of its worker is over, however long it runs. Reads the steps only where the histories say no. Reads only. Called by unmoved_tasks,
-- note_bottlenecks and settle_bottlenecks.
create function tasker.has_moved(p_task_id uuid, p_since timestamptz)
returns boolean
language sql stable
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
  select case
    when (select h.created_at from tasker.workflow_step_transitions h
      where h.task_id = p_task_id and h.from_state <> h.to_state order by h.workflow_step_transition_id desc limit 1) > p_since then true
    when (select h.created_at from tasker.task_transitions h
      where h.task_id = p_task_id and (h.from_state <> h.to_state or h.metadata ->> 'action' = 'resume')
      order by h.task_transition_id desc limit 1) > p_since then true
    else exists (
      select from tasker.workflow_steps s
      left join tasker.workers w on w.worker_id = s.claimed_by
      where s.task_id = p_task_id and s.state = 'in_progress' and greatest(s.claimed_at, w.heartbeat_at + w.lease) > p_since) end;
$$;
