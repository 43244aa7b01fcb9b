-- What must hold of the history of tasks and steps, as the violations found. Called by audit_tasks.
create function tasker.audit_history()
returns table (rule text, task_id uuid, workflow_step_id integer, detail text)
language sql stable
as $$
  select 'each attempt ended at most once', h.task_id, h.workflow_step_id, format('attempt %s has %s ends', h.attempt, count(*))
  from tasker.workflow_step_transitions h
  where h.started_at is not null
  group by h.task_id, h.workflow_step_id, h.attempt having count(*) > 1
  union all
  -- Counted once for all: no index has the step of a row of history, so each step would count the history of its whole task.
  select 'a complete step completed exactly once, after its parents', s.task_id, s.workflow_step_id,
    format('%s completions', coalesce(c.times, 0))
  from tasker.workflow_steps s
  left join (
    select h.task_id, h.workflow_step_id, count(*) as times from tasker.workflow_step_transitions h
    where h.to_state = 'complete' group by h.task_id, h.workflow_step_id
  ) c on c.task_id = s.task_id and c.workflow_step_id = s.workflow_step_id
  where s.state = 'complete' and (c.times is distinct from 1 or exists (
    select from tasker.workflow_steps p
    where p.task_id = s.task_id and p.workflow_step_id = any (s.parent_ids) and p.processed_at > s.claimed_at))
  union all
  select 'every row of history is an allowed move', h.task_id, h.place,
    format('%s > %s of a %s, %s', h.from_state, h.to_state, h.subject, h.metadata)
  from (
    select 'task' as subject, t.task_id, null::integer as place, t.from_state, t.to_state, t.metadata from tasker.task_transitions t
    union all
    select 'step', s.task_id, s.workflow_step_id, s.from_state, s.to_state, s.metadata from tasker.workflow_step_transitions s
  ) h
  left join tasker.allowed_moves() m on m.subject = h.subject and m.from_state = h.from_state and m.to_state = h.to_state
  -- Pausing a task, or changing a retry limit, moves nothing and says what it did.
  where m.subject is null and not (h.from_state = h.to_state and coalesce(h.metadata, '{}') ? 'action');
$$;
