-- Why a task is not finished: one row for the task (workflow_step_id null) and one for each unfinished step, each with a reason and
-- its data (docs/explain.md). The reason of a running task is that of the step which will move first; `because` names it. No row for an
-- unknown task. Reads only, as of one moment. Called by ProgressReader.
create function tasker.explain_task(p_task_id uuid)
returns table (workflow_step_id integer, name text, state text, reason text, detail jsonb, circuit text)
language plpgsql stable
set enable_seqscan = off
set jit = off
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  return query
  with step as materialized (
    select e.* from tasker.explain_steps(p_task_id, v_now) e
  ),
  counted as materialized (
    select count(*) as total, count(*) filter (where s.state = 'pending') as pending,
      count(*) filter (where s.state = 'in_progress') as in_progress, count(*) filter (where s.state = 'complete') as complete,
      count(*) filter (where s.state = 'error') as error, count(*) filter (where s.state = 'cancelled') as cancelled,
      count(*) filter (where s.state = 'resolved_manually') as resolved_manually
    from tasker.workflow_steps s where s.task_id = p_task_id
  ),
  telling as materialized (
    select s.workflow_step_id, s.name, s.reason, s.detail
    from step s
    join (values ('running', 1), ('queued', 2), ('rate_limited', 3), ('limited', 4), ('backing_off', 5), ('deferred', 6),
      ('timed_out', 7), ('lease_expired', 8), ('no_worker', 9), ('paused', 10)) as o (reason, place) on o.reason = s.reason
    order by o.place, (s.detail ->> 'until')::timestamptz, s.workflow_step_id limit 1
  ),
  failure as materialized (
    select count(*) as count, (
      select jsonb_agg(jsonb_build_object('workflow_step_id', f.workflow_step_id, 'name', f.name) || f.detail order by f.workflow_step_id)
      from (select k.* from step k where k.reason = 'failed' order by k.workflow_step_id limit 20) f) as steps
    from step s where s.reason = 'failed'
  ),
  judged as (
    select t.state, t.finished_at, t.paused_at, t.paused_by, t.pause_reason, h.at as stopped_at, h.reason as stop_reason, case
      when t.state in ('cancelled', 'resolved_manually') then t.state
      when c.total = 0 and t.state = 'complete' then 'empty'
      when t.state = 'complete' then 'complete'
      when t.state = 'error' and f.count > 0 then 'blocked_by_failure'
      when t.state = 'error' and h.at is not null then 'stopped'
      when t.state in ('pending', 'in_progress') and t.paused_at is not null and y.reason is not null then 'paused'
      when t.state in ('pending', 'in_progress') and y.reason is not null then y.reason
      else 'inconsistent' end as reason
    from tasker.tasks t
    cross join counted c
    cross join failure f
    left join telling y on true
    left join tasker.stopped_task(p_task_id) h on true
    where t.task_id = p_task_id
  )
  select null::integer, null::text, j.state, j.reason, jsonb_build_object(
      'counts', (select to_jsonb(c) from counted c),
      'reasons', (select coalesce(jsonb_object_agg(r.reason, r.count), '{}')
        from (select s.reason, count(*) as count from step s group by s.reason) r),
      'deadline_at', (select d.deadline_at from tasker.task_deadlines d where d.task_id = p_task_id),
      'paused', case when j.paused_at is not null
        then jsonb_build_object('since', j.paused_at, 'by', j.paused_by, 'reason', j.pause_reason) end)
    || case
      when j.reason = 'blocked_by_failure' then (select jsonb_build_object('failed', f.steps, 'count', f.count) from failure f)
      when j.reason in ('complete', 'empty', 'cancelled', 'resolved_manually') then coalesce((
        select jsonb_build_object('at', h.created_at, 'actor', h.actor, 'reason', h.reason)
        from tasker.task_transitions h where h.task_id = p_task_id and h.to_state = j.state and h.from_state <> h.to_state
        order by h.task_transition_id desc limit 1), jsonb_build_object('at', j.finished_at, 'actor', null, 'reason', null))
        || case when j.state = 'cancelled' then tasker.cancelling_step(p_task_id) else '{}' end
      when j.reason = 'stopped' then jsonb_build_object('at', j.stopped_at, 'reason', j.stop_reason)
      when j.reason = 'inconsistent' then '{}'::jsonb
      else (select jsonb_build_object('because', y.detail
        || jsonb_build_object('workflow_step_id', y.workflow_step_id, 'name', y.name, 'reason', y.reason)
        -- Data that is called `reason` too has another name here.
        || case when y.detail ? 'reason' then jsonb_build_object('said', y.detail -> 'reason') else '{}' end) from telling y) end,
    null::text
  from judged j
  union all
  select s.* from step s
  order by 1 nulls first;
end
$$;
