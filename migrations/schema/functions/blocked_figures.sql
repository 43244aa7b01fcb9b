-- How many steps of unfinished tasks of a namespace, name and version (each may be left out) wait for parents that are not done, and for
-- how long: since the request of their task; `mostBlocked`: the three steps of which most do. Looks at the oldest tasks first, at no
-- more than p_steps tasks and as many of their steps (20,000 when none is given): `sampled` says that there were more. Reads by index;
-- locks nothing. Called by AnalyticsReader.
create function tasker.blocked_figures(p_namespace text, p_name text, p_version text, p_steps integer)
returns jsonb
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_bound integer := coalesce(p_steps, 20000);
  v_definitions integer[] := tasker.analytics_definitions(p_namespace, p_name, p_version);
begin
  return (
    with task as materialized (
      select k.task_id, k.named_task_id, k.requested_at, k.concurrent, row_number() over (order by k.task_id) as place
      from tasker.tasks k where k.finished_at is null order by k.task_id limit v_bound + 1
    ),
    step as materialized (
      select t.named_task_id, s.named_step_id, extract(epoch from v_now - t.requested_at)::double precision as seconds,
        -- A pending step of a serial task has one parent more in its row until it gets its turn.
        case when s.state = 'pending' and s.ready_at is null then s.pending_parents - (not t.concurrent)::integer else 0 end as open
      from (select k.* from task k where k.place <= v_bound and k.named_task_id = any (v_definitions) order by k.place) t
      cross join lateral (
        select w.* from tasker.workflow_steps w where w.task_id = t.task_id limit v_bound + 1
      ) s
      limit v_bound + 1
    ),
    looked as materialized (select s.* from step s limit v_bound),
    name as (
      select l.named_task_id, l.named_step_id, count(*) as steps, avg(l.seconds) as seconds
      from looked l where l.open > 0 group by 1, 2 order by 3 desc, 4 desc, 1, 2 limit 3
    )
    select jsonb_build_object('waitingSteps', count(*) filter (where l.open > 0),
      'openDependencies', coalesce(sum(l.open) filter (where l.open > 0), 0),
      'averageWait', avg(l.seconds) filter (where l.open > 0), 'longestWait', max(l.seconds) filter (where l.open > 0),
      'mostBlocked', (
        select coalesce(jsonb_agg(jsonb_build_object('stepName', s.name, 'taskName', d.name, 'namespace', m.name, 'version', d.version,
          'steps', n.steps, 'averageWait', n.seconds) order by n.steps desc, n.seconds desc, n.named_task_id, n.named_step_id), '[]')
        from name n
        join tasker.named_steps s on s.named_step_id = n.named_step_id
        join tasker.named_tasks d on d.named_task_id = n.named_task_id
        join tasker.task_namespaces m on m.task_namespace_id = d.task_namespace_id),
      'looked', count(*),
      'sampled', (select count(*) from task) > v_bound or (select count(*) from step) > v_bound)
    from looked l);
end
$$;
