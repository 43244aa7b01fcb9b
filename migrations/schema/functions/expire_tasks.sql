-- Stops tasks whose time is over (stop_tasks, reason 'max_execution_time'): running steps fail permanently, what waits is held, and the
-- task rests in error until a person decides. A paused task is stopped as any other: its time goes on, and it stays paused.
-- Takes up to p_limit due deadlines, the oldest first; deletes them, also those of tasks that are finished.
-- Locks the tasks in task_id order (skip locked: a held one is left for the next call), then their steps, then decides. Returns
-- the tasks that it stopped. Called, when a deadline is due (next_deadline_ms), by workers whose application has a definition with a limit.
create function tasker.expire_tasks(p_limit integer)
returns table (task_id uuid, state text)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
set lock_timeout = '10s'
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_due uuid[] := array(
    select d.task_id from tasker.task_deadlines d where d.deadline_at <= v_now order by d.deadline_at limit p_limit);
  v_locked uuid[];
  v_ending uuid[];
  v_messages text[];
begin
  if cardinality(v_due) = 0 then
    return;
  end if;
  v_locked := array(
    select t.task_id from tasker.tasks t where t.task_id = any (v_due) order by t.task_id for no key update skip locked);
  perform from tasker.workflow_steps s
  join tasker.tasks t on t.task_id = s.task_id
  where t.task_id = any (v_locked) and t.finished_at is null
  order by s.task_id, s.workflow_step_id for no key update of s;
  v_now := clock_timestamp();

  select array_agg(t.task_id), array_agg(format('the task was not finished within its limit of %s s', trim_scale(round(
      coalesce(d.limit_seconds::numeric, extract(epoch from d.deadline_at - t.requested_at)), 3))))
  into v_ending, v_messages
  from tasker.tasks t join tasker.task_deadlines d on d.task_id = t.task_id
  -- Read again: whoever let the task run again meanwhile has given it another deadline.
  where t.task_id = any (v_locked) and t.finished_at is null and d.deadline_at <= v_now;
  return query select * from tasker.stop_tasks(v_ending, v_messages, 'TaskTimeoutError', 'max_execution_time', v_now);
  delete from tasker.task_deadlines d
  where d.task_id = any (v_due) and d.deadline_at <= v_now
    and (d.task_id = any (v_locked) or not exists (select from tasker.tasks t where t.task_id = d.task_id));
end
$$;
