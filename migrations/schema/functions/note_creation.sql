-- Writes what only some new tasks have beside their rows: the history of their bypassed steps, their deadline, and a hook after
-- rest when they are complete already. Locks only what it inserts. Called by create_tasks, for requests with such tasks only.
create function tasker.note_creation(p_created uuid[], p_tasks jsonb, p_now timestamptz)
returns void
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
begin
  insert into tasker.workflow_step_transitions (task_id, workflow_step_id, attempt, created_at, from_state, to_state, metadata)
  select s.task_id, s.workflow_step_id, 0, p_now, 'pending', 'resolved_manually', '{"bypassed": true}'
  from tasker.workflow_steps s where s.task_id = any (p_created) and s.state = 'resolved_manually'
  order by s.task_id, s.workflow_step_id;
  -- The bound, 300 years, keeps the sum within what a timestamp can be.
  insert into tasker.task_deadlines (task_id, deadline_at)
  select t.task_id, p_now + make_interval(secs => least(g.max_seconds, 1e10))
  from tasker.parse_tasks(p_tasks) g join tasker.tasks t on t.task_id = g.task_id
  where g.max_seconds is not null and g.task_id = any (p_created) and t.finished_at is null;
  insert into tasker.annotation_hooks (task_id, named_task_id, due_at)
  select t.task_id, t.named_task_id, p_now
  from tasker.tasks t where t.task_id = any (p_created) and t.annotates and t.finished_at is not null;
end
$$;
