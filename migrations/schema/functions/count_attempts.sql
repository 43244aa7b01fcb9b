-- Counts the attempts between two ids of the history of steps into the figures of analytics, at the stretch in which they ended. Everything is
-- a sum: in which order it is counted does not matter. Steps are counted by the hour, definitions, namespaces and everything together also by
-- the minute and by ten minutes, failures by class of error and hour. The history is read once. Called by roll_up, which holds the marks.
create function tasker.count_attempts(p_transition_id bigint, p_transition_to bigint)
returns void
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_mergejoin = off
-- Only what cannot be joined otherwise: rows of a page with rows of a page would be a square.
set enable_nestloop = off
set enable_memoize = off
set jit = off
-- What a call reads is grouped in memory.
set work_mem = '64MB'
as $$
declare
  c_origin constant timestamptz := '2000-01-01 00:00:00+00';
  v_minutes timestamptz := tasker.analytics_kept_since(60, clock_timestamp());
  v_tens timestamptz := tasker.analytics_kept_since(600, clock_timestamp());
  v_figures tasker.analytics_steps[];
  v_slowest tasker.analytics_slowest[];
  v_failures tasker.analytics_errors[];
begin
  with attempt as materialized (select * from tasker.ended_attempts(p_transition_id, p_transition_to, v_minutes, v_tens)),
  span (span, length, since) as materialized (
    values (60, interval '1 minute', v_minutes), (600, interval '10 minutes', v_tens), (3600, interval '1 hour', '-infinity')
  ),
  minute as materialized (
    select l.named_task_id, l.named_step_id, -d.task_namespace_id as namespace, m.*
    from (
      select a.lane, a.at, count(*)::integer as attempts, count(a.took)::integer as completed,
        (count(*) filter (where a.failed))::integer as failed, (count(*) filter (where a.given_up))::integer as given_up,
        (count(*) filter (where a.attempt > 1 and (a.given_up or a.took is not null)))::integer as retried,
        (count(a.took) filter (where a.attempt > 1))::integer as recovered, count(a.ran)::integer as timed,
        coalesce(sum(a.waited), 0) as waited, coalesce(sum(a.ran), 0) as ran, coalesce(sum(a.took), 0) as took
      from attempt a group by a.lane, a.at
    ) m
    join tasker.lanes l on l.lane = m.lane
    join tasker.named_tasks d on d.named_task_id = l.named_task_id
  ),
  figure as materialized (
    select g.named_task_id, g.step as named_step_id, r.span, date_bin(r.length, m.at, c_origin) as began_at, sum(m.attempts) as attempts,
      sum(m.completed) as completed, sum(m.failed) as failed, sum(m.given_up) as given_up, sum(m.retried) as retried,
      sum(m.recovered) as recovered, sum(m.timed) as timed, sum(m.waited) as waited, sum(m.ran) as ran, sum(m.took) as took
    from minute m
    join span r on m.at >= r.since
    cross join lateral (values (m.named_task_id, m.named_step_id), (m.named_task_id, 0), (m.namespace, 0), (0, 0)) as g (named_task_id, step)
    where g.step = 0 or r.span = 3600
    group by 1, 2, 3, 4
  ),
  -- How many of a minute are at each place of the three distributions: kind 3 waits, 5 runs, 6 durations.
  cell as materialized (
    select l.named_task_id, l.named_step_id, c.at, c.kind, c.place, c.attempts
    from (
      select a.lane, a.at, grouping(a.wait_place, a.run_place, a.place) as kind, coalesce(a.wait_place, a.run_place, a.place) as place,
        count(*)::integer as attempts
      from attempt a where a.place is not null
      group by a.lane, a.at, grouping sets (a.wait_place, a.run_place, a.place)
    ) c
    join tasker.lanes l on l.lane = c.lane
    where c.place is not null
  ),
  whole as materialized (
    select coalesce(c.named_task_id, -d.task_namespace_id, 0) as named_task_id, c.at, c.kind, c.place, sum(c.attempts)::integer as attempts
    from cell c join tasker.named_tasks d on d.named_task_id = c.named_task_id
    group by c.at, c.kind, c.place, grouping sets ((c.named_task_id), (d.task_namespace_id), ())
  ),
  distribution as materialized (
    select p.named_task_id, p.named_step_id, p.span, p.began_at, array_agg(array[p.place, p.attempts]) filter (where p.kind = 6) as durations,
      array_agg(array[p.place, p.attempts]) filter (where p.kind = 3) as waits,
      array_agg(array[p.place, p.attempts]) filter (where p.kind = 5) as runs
    from (
      select c.named_task_id, c.named_step_id, 3600 as span, date_bin('1 hour', c.at, c_origin) as began_at, c.kind, c.place,
        sum(c.attempts)::integer as attempts
      from cell c group by 1, 2, 4, 5, 6
      union all
      select w.named_task_id, 0, r.span, date_bin(r.length, w.at, c_origin), w.kind, w.place, sum(w.attempts)::integer
      from whole w join span r on w.at >= r.since
      group by 1, 3, 4, 5, 6
    ) p
    group by 1, 2, 3, 4
  ),
  -- The place from which on at least fifty of ten minutes of a definition are: nothing below it is among its slowest.
  bar as materialized (
    select l.lane, b.named_task_id, b.began_at, b.place
    from (
      select g.named_task_id, g.began_at, coalesce(max(g.place) filter (where g.above >= 50), 0) as place
      from (
        select w.named_task_id, date_bin('10 minutes', w.at, c_origin) as began_at, w.place,
          sum(sum(w.attempts)) over (partition by w.named_task_id, date_bin('10 minutes', w.at, c_origin) order by w.place desc) as above
        from whole w where w.kind = 6 group by 1, 2, 3
      ) g
      group by 1, 2
    ) b
    join tasker.lanes l on l.named_task_id = b.named_task_id
  ),
  slow as (
    select b.named_task_id, b.began_at, a.*, row_number() over (partition by b.named_task_id, b.began_at order by a.took desc) as rank
    from attempt a
    join bar b on b.lane = a.lane and b.began_at = date_bin('10 minutes', a.at, c_origin) and a.place >= b.place
  ),
  failure as (
    select l.named_task_id, l.named_step_id, date_bin('1 hour', a.at, c_origin), coalesce(left(a.error ->> 'errorClass', 200), 'unknown'),
      count(*)::integer, (count(*) filter (where a.given_up))::integer, max(a.ended_at),
      (array_agg(left(a.error ->> 'message', 1000) order by a.ended_at desc))[1]
    from attempt a join tasker.lanes l on l.lane = a.lane
    where a.failed group by 1, 2, 3, 4
  )
  select (
      select array_agg(row(f.*, d.waits, d.runs, d.durations)::tasker.analytics_steps)
      from figure f left join distribution d using (named_task_id, named_step_id, span, began_at)),
    (select array_agg(row(s.named_task_id, 'step', 600, s.began_at, s.took, s.task_id, s.workflow_step_id, s.attempt, s.ended_at)
        ::tasker.analytics_slowest)
      from slow s where s.rank <= 50),
    (select array_agg(row(f.*)::tasker.analytics_errors) from failure f)
  into v_figures, v_slowest, v_failures;
  perform tasker.add_attempts(v_figures);
  perform tasker.keep_slowest(v_slowest);
  perform tasker.add_failures(v_failures);
end
$$;
