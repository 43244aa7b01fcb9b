-- What must hold of steps and between them, as the violations found. Called by audit_tasks.
create function tasker.audit_steps()
returns table (rule text, task_id uuid, workflow_step_id integer, detail text)
language sql stable
as $$
  select 'a state is one of the words', s.task_id, s.workflow_step_id, s.state
  from tasker.workflow_steps s
  where s.state not in ('pending', 'in_progress', 'complete', 'error', 'cancelled', 'resolved_manually')
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
  -- Nobody counts for a step that has ended: a person may have completed it before its parents.
  where s.pending_parents <> p.open and s.state in ('pending', 'in_progress', 'error')
  union all
  -- By sets: looking for itself in the lists of its neighbours, each of 10,000 steps side by side would read all of them.
  select 'edges stand on both sides', x.task_id, x.child_id, format('parent %s does not list it as a child', x.parent_id)
  from (
    select s.task_id, s.workflow_step_id as child_id, e.parent_id from tasker.workflow_steps s cross join lateral unnest(s.parent_ids) as e (parent_id)
    except
    select s.task_id, e.child_id, s.workflow_step_id from tasker.workflow_steps s cross join lateral unnest(s.child_ids) as e (child_id)
  ) x
  union all
  select 'edges stand on both sides', x.task_id, x.parent_id, format('child %s does not list it as a parent', x.child_id)
  from (
    select s.task_id, s.workflow_step_id as parent_id, e.child_id from tasker.workflow_steps s cross join lateral unnest(s.child_ids) as e (child_id)
    except
    select s.task_id, e.parent_id, s.workflow_step_id from tasker.workflow_steps s cross join lateral unnest(s.parent_ids) as e (parent_id)
  ) x
  union all
  select 'a step that may be claimed has no open parents', s.task_id, s.workflow_step_id, format('%s open', s.pending_parents)
  from tasker.workflow_steps s
  where s.pending_parents > 0 and (s.ready_at is not null or s.state = 'in_progress')
  union all
  select 'a pending step without open parents is ready, or held in a stopped task', s.task_id, s.workflow_step_id, 'pending, not ready'
  from tasker.workflow_steps s join tasker.tasks t on t.task_id = s.task_id
  where s.state = 'pending' and s.pending_parents = 0 and s.ready_at is null and (select h.at from tasker.stopped_task(s.task_id) h) is null
  union all
  select 'a claim belongs to a worker that is known and not reaped', s.task_id, s.workflow_step_id, s.claimed_by::text
  from tasker.workflow_steps s
  where s.state = 'in_progress' and not exists (
    select from tasker.workers w where w.worker_id = s.claimed_by and w.reaped_at is null)
  union all
  select 'a step belongs to a task', s.task_id, s.workflow_step_id, 'orphan'
  from tasker.workflow_steps s where not exists (select from tasker.tasks t where t.task_id = s.task_id)
  union all
  select 'nothing of a paused task is due', s.task_id, s.workflow_step_id, s.ready_at::text
  from tasker.tasks t join tasker.workflow_steps s on s.task_id = t.task_id
  where t.paused_at is not null and s.ready_at < 'infinity'
  union all
  select 'a step waits without a time only in a paused task or for a limit', s.task_id, s.workflow_step_id,
    case when t.paused_at is null then 'no limit' else 'paused, and in limit_waits' end
  from tasker.tasks t join tasker.workflow_steps s on s.task_id = t.task_id
  where s.ready_at = 'infinity' and (t.paused_at is null) <> exists (
    select from tasker.limit_waits l where l.task_id = s.task_id and l.workflow_step_id = s.workflow_step_id);
$$;
