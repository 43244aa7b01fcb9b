-- Everything that must hold between the rows of tasks, as the violations found: none is the right answer. Reads whole tables:
-- for tests and for an operator who asks.
create function tasker.audit_tasks()
returns table (rule text, task_id uuid, workflow_step_id integer, detail text)
language sql stable
as $$
  select 'counters equal a recount', t.task_id, null::integer,
    format('incomplete %s, counted %s; active %s, counted %s', t.incomplete_steps, c.incomplete, t.active_steps, c.active)
  from tasker.tasks t
  cross join lateral (
    select count(*) filter (where s.state not in ('complete', 'resolved_manually')) as incomplete,
      count(*) filter (where s.state = 'in_progress' or s.ready_at is not null) as active
    from tasker.workflow_steps s where s.task_id = t.task_id
  ) c
  where (t.incomplete_steps, t.active_steps) <> (c.incomplete, c.active)
  union all
  select 'a task rests exactly when nothing of it can run', t.task_id, null,
    format('state %s, active %s, finished_at %s', t.state, t.active_steps, t.finished_at)
  from tasker.tasks t
  where (t.active_steps = 0) <> (t.finished_at is not null) or (t.active_steps = 0) <> (t.state not in ('pending', 'in_progress'))
    or (t.state = 'complete' and t.incomplete_steps > 0)
  union all
  select 'pending_parents equals the parents that are not done', s.task_id, s.workflow_step_id,
    format('pending_parents %s, counted %s', s.pending_parents, p.open)
  from tasker.workflow_steps s
  left join tasker.tasks t on t.task_id = s.task_id
  cross join lateral (
    -- A step of a serial task waits for its turn as for one more parent.
    select count(*) + (t.concurrent is false and s.state = 'pending' and s.ready_at is null)::integer as open
    from tasker.workflow_steps p
    where p.task_id = s.task_id and p.workflow_step_id = any (s.parent_ids) and p.state not in ('complete', 'resolved_manually')
  ) p
  where s.pending_parents <> p.open and s.state not in ('cancelled', 'resolved_manually')
  union all
  select 'one step of a serial task is active at a time', t.task_id, null, format('%s active', t.active_steps)
  from tasker.tasks t where not t.concurrent and t.active_steps > 1
  union all
  select 'a serial task rests only when no step waits for its turn alone', s.task_id, s.workflow_step_id, 'waits'
  from tasker.tasks t join tasker.workflow_steps s on s.task_id = t.task_id
  where not t.concurrent and t.active_steps = 0 and s.state = 'pending' and s.pending_parents = 1
  union all
  select 'edges stand on both sides', s.task_id, s.workflow_step_id, format('parent %s does not list it as a child', e.parent_id)
  from tasker.workflow_steps s cross join lateral unnest(s.parent_ids) as e (parent_id)
  where not exists (
    select from tasker.workflow_steps p
    where p.task_id = s.task_id and p.workflow_step_id = e.parent_id and s.workflow_step_id = any (p.child_ids))
  union all
  select 'edges stand on both sides', s.task_id, s.workflow_step_id, format('child %s does not list it as a parent', e.child_id)
  from tasker.workflow_steps s cross join lateral unnest(s.child_ids) as e (child_id)
  where not exists (
    select from tasker.workflow_steps k
    where k.task_id = s.task_id and k.workflow_step_id = e.child_id and s.workflow_step_id = any (k.parent_ids))
  union all
  select 'a step that may be claimed has no open parents', s.task_id, s.workflow_step_id, format('%s open', s.pending_parents)
  from tasker.workflow_steps s
  where s.pending_parents > 0 and (s.ready_at is not null or s.state = 'in_progress')
  union all
  select 'a pending step without open parents is ready, in a task that runs', s.task_id, s.workflow_step_id, 'pending, not ready'
  from tasker.workflow_steps s join tasker.tasks t on t.task_id = s.task_id
  where s.state = 'pending' and s.pending_parents = 0 and s.ready_at is null
  union all
  select 'a claim belongs to a worker that is known and not reaped', s.task_id, s.workflow_step_id, s.claimed_by::text
  from tasker.workflow_steps s
  where s.state = 'in_progress' and not exists (
    select from tasker.workers w where w.worker_id = s.claimed_by and w.reaped_at is null)
  union all
  select 'each attempt ended at most once', h.task_id, h.workflow_step_id, format('attempt %s has %s ends', h.attempt, count(*))
  from tasker.workflow_step_transitions h
  where h.started_at is not null
  group by h.task_id, h.workflow_step_id, h.attempt having count(*) > 1
  union all
  select 'a complete step completed exactly once, after its parents', s.task_id, s.workflow_step_id, format('%s completions', c.times)
  from tasker.workflow_steps s
  cross join lateral (
    select count(*) as times from tasker.workflow_step_transitions h
    where h.task_id = s.task_id and h.workflow_step_id = s.workflow_step_id and h.to_state = 'complete'
  ) c
  where s.state = 'complete' and (c.times <> 1 or exists (
    select from tasker.workflow_steps p
    where p.task_id = s.task_id and p.workflow_step_id = any (s.parent_ids) and p.processed_at > s.claimed_at))
  union all
  select 'a task has a definition', t.task_id, null, t.named_task_id::text
  from tasker.tasks t where not exists (select from tasker.named_tasks n where n.named_task_id = t.named_task_id)
  union all
  select 'a step belongs to a task', s.task_id, s.workflow_step_id, 'orphan'
  from tasker.workflow_steps s where not exists (select from tasker.tasks t where t.task_id = s.task_id)
  union all
  select 'a deadline belongs to a task', d.task_id, null, d.deadline_at::text
  from tasker.task_deadlines d where not exists (select from tasker.tasks t where t.task_id = d.task_id)
  union all
  select 'a hook belongs to a task of its definition that annotates', h.task_id, null, format('definition %s', h.named_task_id)
  from tasker.annotation_hooks h
  where not exists (
    select from tasker.tasks t where t.task_id = h.task_id and t.named_task_id = h.named_task_id and t.annotates);
$$;
