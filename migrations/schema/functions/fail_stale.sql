-- Stops tasks that are stale and whose definition asks for it (stop_tasks, reason 'stale: <kind>'): they rest in error. p_kind is 'waiting' or 'lifetime';
-- p_policies as in notice_waiting. Locks the tasks in task_id order (skip locked: a held one is left for the next round), then their
-- steps, then looks again whether each is still stale. Returns what it stopped. Called by StalenessJob with what notice_waiting
-- and notice_lifetime found.
create function tasker.fail_stale(p_kind text, p_task_ids uuid[], p_policies jsonb)
returns table (task_id uuid, state text, namespace text, name text, version text, seconds double precision)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
set lock_timeout = '10s'
as $$
declare
  v_now timestamptz;
  v_ids uuid[] := array(
    select t.task_id from tasker.tasks t
    where t.task_id = any (p_task_ids) and t.finished_at is null order by t.task_id for no key update skip locked);
  v_messages text[];
begin
  perform from tasker.workflow_steps s
  where s.task_id = any (v_ids) order by s.task_id, s.workflow_step_id for no key update;
  v_now := clock_timestamp();
  select array_agg(t.task_id), array_agg(case p_kind
      when 'waiting' then format('no worker took a step of the task that was due for %s s', l.seconds)
      else format('the task was not finished within its lifetime of %s s', l.seconds) end)
  into v_ids, v_messages
  from tasker.tasks t
  cross join lateral (
    select (p_policies -> t.named_task_id::text ->> p_kind)::double precision as seconds,
      (p_policies -> t.named_task_id::text ->> 'fail')::boolean as fail
  ) l
  where t.task_id = any (v_ids) and t.finished_at is null and l.fail and case p_kind
    when 'waiting' then t.task_id in (select k.task_id from tasker.stale_steps(v_ids, p_policies, v_now) k)
    else t.paused_at is null and tasker.lifetime_began(t.task_id, t.requested_at) <= v_now - make_interval(secs => l.seconds) end;
  return query
  select r.task_id, r.state, n.name, d.name, d.version, (p_policies -> t.named_task_id::text ->> p_kind)::double precision
  from tasker.stop_tasks(v_ids, v_messages, 'StaleTaskError', 'stale: ' || p_kind, v_now) r
  join tasker.tasks t on t.task_id = r.task_id
  join tasker.named_tasks d on d.named_task_id = t.named_task_id
  join tasker.task_namespaces n on n.task_namespace_id = d.task_namespace_id;
end
$$;
