-- Everything that must hold between the rows of tasks, as the violations found: none is the right answer. What concerns steps and
-- history is in audit_steps and audit_history, what was left of deleted tasks in audit_leftovers, what tasks are found by in audit_terms.
-- Reads whole tables: for tests and for an operator who asks.
create function tasker.audit_tasks()
returns table (rule text, task_id uuid, workflow_step_id integer, detail text)
language sql stable
as $$
  select * from tasker.audit_steps()
  union all
  select * from tasker.audit_history()
  union all
  select * from tasker.audit_leftovers()
  union all
  select * from tasker.audit_terms()
  union all
  select 'a state is one of the words', t.task_id, null, t.state
  from tasker.tasks t
  where t.state not in ('pending', 'in_progress', 'complete', 'error', 'cancelled', 'resolved_manually')
  union all
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
  select 'of the tasks that rest those in error have a step in error, or were stopped', t.task_id, null, t.state
  from tasker.tasks t
  where t.finished_at is not null and (t.state = 'error') <> exists (
    select from tasker.workflow_steps s where s.task_id = t.task_id and s.state = 'error')
    and (select h.at from tasker.stopped_task(t.task_id) h) is null
  union all
  select 'a stopped task has a step that can go on', t.task_id, null, format('stopped at %s', h.at)
  from tasker.tasks t cross join lateral tasker.stopped_task(t.task_id) h
  where t.state = 'error' and h.at is not null and not exists (
    select from tasker.workflow_steps s
    where s.task_id = t.task_id
      and (s.state = 'error' or (s.state = 'pending' and s.ready_at is null and s.pending_parents = (not t.concurrent)::integer)))
  union all
  select 'a finished task is not paused', t.task_id, null, format('%s, paused at %s', t.state, t.paused_at)
  from tasker.tasks t where t.paused_at is not null and t.state in ('complete', 'cancelled', 'resolved_manually')
  union all
  select 'one step of a serial task is active at a time', t.task_id, null, format('%s active', t.active_steps)
  from tasker.tasks t where not t.concurrent and t.active_steps > 1
  union all
  select 'a serial task rests only when it was stopped, or no step waits for its turn alone', s.task_id, s.workflow_step_id, 'waits'
  from tasker.tasks t join tasker.workflow_steps s on s.task_id = t.task_id
  where not t.concurrent and t.active_steps = 0 and s.state = 'pending' and s.pending_parents = 1
    and (select h.at from tasker.stopped_task(t.task_id) h) is null
  union all
  select 'a task has a definition', t.task_id, null, t.named_task_id::text
  from tasker.tasks t where not exists (select from tasker.named_tasks n where n.named_task_id = t.named_task_id)
  union all
  select 'a deadline belongs to a task', d.task_id, null, d.deadline_at::text
  from tasker.task_deadlines d where not exists (select from tasker.tasks t where t.task_id = d.task_id)
  union all
  select 'a hook belongs to a task of its definition that annotates', h.task_id, null, format('definition %s', h.named_task_id)
  from tasker.annotation_hooks h
  where not exists (
    select from tasker.tasks t where t.task_id = h.task_id and t.named_task_id = h.named_task_id and t.annotates)
  union all
  select 'dead letters are exactly the tasks that rest in error', coalesce(t.task_id, d.task_id), null,
    format('state %s, dead letter %s', t.state, d.failed_at)
  from tasker.tasks t full join tasker.dead_letters d on d.task_id = t.task_id
  where (t.state is not distinct from 'error') <> (d.task_id is not null);
$$;
