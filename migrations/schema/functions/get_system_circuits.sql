-- The circuit of each dependent system: half_open when a step of it is, else open when one is, else closed; with the number of steps for each word and
-- the earliest time at which an open one is tried again. Counts the steps of unfinished tasks and of tasks in dead_letters, the newest
-- tasks first, at most p_steps of each: `sampled` says that there were more. p_within: only systems and tasks of definitions in these
-- namespaces; null = all. Reads only. Called by ProgressReader.
create function tasker.get_system_circuits(p_steps integer default 100000, p_within text[] default null)
returns table (
  dependent_system_id integer, name text, circuit text, closed_steps bigint, open_steps bigint, half_open_steps bigint,
  next_retry_at timestamptz, sampled boolean
)
language plpgsql stable
set enable_seqscan = off
set enable_bitmapscan = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_within integer[] := case when p_within is not null then array(
    select d.named_task_id from tasker.task_namespaces n join tasker.named_tasks d on d.task_namespace_id = n.task_namespace_id
    where n.name = any (p_within)) end;
begin
  return query
  with running as materialized (
    select s.named_step_id, s.state, s.error is not null as failed,
      tasker.next_attempt_at(s.ready_at, s.last_attempted_at, s.backoff_request_seconds) as next_at
    from (select t.task_id from tasker.tasks t where t.finished_at is null and (v_within is null or t.named_task_id = any (v_within)) order by t.task_id desc) t
    cross join lateral (
      select k.* from tasker.workflow_steps k where k.task_id = t.task_id limit p_steps
    ) s
    limit p_steps + 1
  ),
  dead as materialized (
    select s.named_step_id, s.state, s.error is not null as failed,
      tasker.next_attempt_at(s.ready_at, s.last_attempted_at, s.backoff_request_seconds) as next_at
    from (select d.task_id from tasker.dead_letters d where v_within is null or d.named_task_id = any (v_within) order by d.task_id desc) d
    cross join lateral (
      select k.* from tasker.workflow_steps k where k.task_id = d.task_id limit p_steps
    ) s
    limit p_steps + 1
  ),
  word as (
    select n.dependent_system_id, u.next_at, u.state, tasker.step_circuit(u.state, u.failed, coalesce(u.next_at <= v_now, false)) as circuit
    from ((select r.* from running r limit p_steps) union all (select d.* from dead d limit p_steps)) u
    join tasker.named_steps n on n.named_step_id = u.named_step_id
  ),
  counted as (
    select w.dependent_system_id, count(*) filter (where w.circuit = 'closed') as closed, count(*) filter (where w.circuit = 'open') as open,
      count(*) filter (where w.circuit = 'half_open') as half_open, min(w.next_at) filter (where w.circuit = 'open') as next_at
    from word w group by w.dependent_system_id
  )
  select y.dependent_system_id, y.name, case when c.half_open > 0 then 'half_open' when c.open > 0 then 'open' else 'closed' end,
    coalesce(c.closed, 0), coalesce(c.open, 0), coalesce(c.half_open, 0), c.next_at,
    (select count(*) > p_steps from running) or (select count(*) > p_steps from dead)
  from tasker.dependent_systems y
  left join counted c on c.dependent_system_id = y.dependent_system_id
  where v_within is null or exists (
    select from tasker.named_tasks_named_steps l join tasker.named_steps n on n.named_step_id = l.named_step_id
    where l.named_task_id = any (v_within) and n.dependent_system_id = y.dependent_system_id)
  order by y.name;
end
$$;
