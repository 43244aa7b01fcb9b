-- When a task moved last: its creation, a change of its state or of that of a step, the end of a pause, a sign of life of the worker of a
-- running step (its claim, a heartbeat). What is written down of a task without moving it (tags, inputs, a retry limit) does not count.
-- Reads the end of its histories and its steps. Called by note_bottlenecks.
create function tasker.last_move(p_task_id uuid, p_requested_at timestamptz)
returns timestamptz
language sql stable
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
  select greatest(p_requested_at, (
      select h.created_at from tasker.workflow_step_transitions h
      where h.task_id = p_task_id and h.from_state <> h.to_state order by h.workflow_step_transition_id desc limit 1), (
      select h.created_at from tasker.task_transitions h
      where h.task_id = p_task_id and (h.from_state <> h.to_state or h.metadata ->> 'action' = 'resume')
      order by h.task_transition_id desc limit 1), (
      select max(greatest(s.claimed_at, w.heartbeat_at)) from tasker.workflow_steps s
      left join tasker.workers w on w.worker_id = s.claimed_by
      where s.task_id = p_task_id and s.state = 'in_progress'));
$$;
