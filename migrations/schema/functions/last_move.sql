-- When anything happened to a task last: its creation, its own history, an attempt that ended, an act of a person on a step, a sign of life
-- of the worker of a running step (its claim, a heartbeat). Reads the end of its histories and its steps. Called by note_bottlenecks.
create function tasker.last_move(p_task_id uuid, p_requested_at timestamptz)
returns timestamptz
language sql stable
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
  select greatest(p_requested_at, (
      select h.created_at from tasker.workflow_step_transitions h
      where h.task_id = p_task_id order by h.workflow_step_transition_id desc limit 1), (
      select h.created_at from tasker.task_transitions h
      where h.task_id = p_task_id order by h.task_transition_id desc limit 1), (
      select max(greatest(s.claimed_at, w.heartbeat_at)) from tasker.workflow_steps s
      left join tasker.workers w on w.worker_id = s.claimed_by
      where s.task_id = p_task_id and s.state = 'in_progress'));
$$;
