-- Figures of the whole queue for gauges, each at a bounded cost whatever the tables hold: of ready steps p_bound are told in all, and
-- as many of everything else; at most a thousand stretches of the queue (a lane and a priority) are looked at, those of the highest
-- priority of each lane first. `capped`: something was counted to its bound only. `ready`: [[queue, namespace, name, version, steps, seconds since the
-- first of them was ready]], which has also what a limit holds back, but nothing that waits for a retry, a key or a resume; `tasks`: unfinished ones by
-- state; `warnings`: of unfinished tasks by kind; `bottlenecks`: bottleneck_figures; `analyticsAge`: seconds since the moment up to which the
-- history is counted, null while no process has the job that counts; `workers`: those whose lease runs. Index look-ups only, locks nothing. Called by
-- ClusterFigures.
create function tasker.queue_figures(p_bound integer)
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
  c_units constant integer := 1000;
  v_now timestamptz := clock_timestamp();
  v_ready record;
  v_tasks record;
  v_letters integer;
  v_warnings record;
begin
  with recursive hop as (
    (select s.lane from tasker.workflow_steps s where s.ready_at is not null order by s.lane limit 1)
    union all
    select n.lane
    from hop h
    cross join lateral (
      select s.lane from tasker.workflow_steps s where s.lane > h.lane and s.ready_at is not null order by s.lane limit 1
    ) n
  ),
  unit as (
    select u.lane, u.priority, u.ready_at
    from (select h.lane from hop h limit c_units) h
    cross join lateral (
      select s.lane, s.priority, s.ready_at from tasker.workflow_steps s
      where s.lane = h.lane and s.ready_at is not null order by s.priority desc, s.ready_at limit 1
    ) u
    union all
    select n.lane, n.priority, n.ready_at
    from unit u
    cross join lateral (
      select s.lane, s.priority, s.ready_at from tasker.workflow_steps s
      where s.lane = u.lane and s.priority < u.priority and s.ready_at is not null order by s.priority desc, s.ready_at limit 1
    ) n
  ),
  looked as materialized (select u.* from unit u limit c_units),
  due as materialized (
    select l.*, p_bound / count(*) over () as bound from looked l where l.ready_at <= v_now
  ),
  share as materialized (
    select d.*, c.steps
    from due d
    cross join lateral (
      select count(*)::integer as steps from (
        select from tasker.workflow_steps s
        where s.lane = d.lane and s.priority = d.priority and s.ready_at <= v_now limit d.bound
      ) b
    ) c
  ),
  -- What the short stretches leave over is for the long ones.
  rest as materialized (
    select (p_bound - coalesce(sum(h.steps) filter (where h.steps < h.bound), 0))
      / greatest(count(*) filter (where h.steps >= h.bound), 1) as bound from share h
  ),
  counted as materialized (
    select h.lane, h.ready_at, greatest(h.bound, r.bound) as bound, c.steps
    from share h
    cross join rest r
    cross join lateral (
      select h.steps where h.steps < h.bound or r.bound <= h.bound
      union all
      select count(*)::integer from (
        select from tasker.workflow_steps s
        where s.lane = h.lane and s.priority = h.priority and s.ready_at <= v_now limit r.bound
      ) b
      having h.steps >= h.bound and r.bound > h.bound
    ) c (steps)
  ),
  named as (
    select l.queue, n.name as namespace, d.name, d.version, sum(c.steps)::integer as steps,
      extract(epoch from v_now - min(c.ready_at))::double precision as seconds
    from counted c
    join tasker.lanes l on l.lane = c.lane
    join tasker.named_tasks d on d.named_task_id = l.named_task_id
    join tasker.task_namespaces n on n.task_namespace_id = d.task_namespace_id
    group by 1, 2, 3, 4
  )
  select (select jsonb_agg(jsonb_build_array(n.queue, n.namespace, n.name, n.version, n.steps, n.seconds)) from named n) as figures,
    exists (select from counted c where c.steps >= c.bound) or (select count(*) from looked) >= c_units as capped
  into v_ready;
  select jsonb_object_agg(g.state, g.tasks) as figures, coalesce(sum(g.tasks), 0) >= p_bound as capped into v_tasks
  from (
    select b.state, count(*)::integer as tasks
    from (select t.state from tasker.tasks t where t.finished_at is null limit p_bound) b group by b.state
  ) g;
  select count(*)::integer into v_letters from (select from tasker.dead_letters limit p_bound) b;
  select jsonb_object_agg(g.kind, g.warnings) as figures, coalesce(max(g.looked), 0) >= p_bound / 10 as capped into v_warnings
  from (
    select b.kind, count(*) filter (where t.task_id is not null)::integer as warnings, sum(count(*)) over () as looked
    from (select w.task_id, w.kind from tasker.task_warnings w limit p_bound / 10) b
    left join tasker.tasks t on t.task_id = b.task_id and t.finished_at is null
    group by b.kind
  ) g;
  return jsonb_build_object(
    'ready', coalesce(v_ready.figures, '[]'),
    'tasks', coalesce(v_tasks.figures, '{}'),
    'deadLetters', v_letters,
    'warnings', coalesce(v_warnings.figures, '{}'),
    'bottlenecks', tasker.bottleneck_figures(p_bound / 10),
    'analyticsAge', (select extract(epoch from v_now - m.as_of)::double precision from tasker.analytics_marks m
      where exists (select from tasker.job_leases j where j.name = 'tasker.analytics' and j.until > v_now)),
    'workers', (select count(*)::integer from tasker.workers w
      where w.stopped_at is null and w.lost_at is null and w.heartbeat_at + w.lease >= v_now),
    'capped', v_ready.capped or v_tasks.capped or v_letters >= p_bound or v_warnings.capped
      or (select count(*) from (select from tasker.task_bottlenecks limit p_bound / 10) b) >= p_bound / 10);
end
$$;
