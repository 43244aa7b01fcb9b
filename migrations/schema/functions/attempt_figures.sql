-- Figures of the attempts since a time of groups of series, a series being those of a definition and a step (0: all of its steps): the
-- series of p_definitions[i] and p_steps[i] counts in group p_groups[i]. Single steps are counted in hours alone: p_finest is 3600 for
-- them. Their numbers, and how long those that completed took, waited and ran (duration_figures). Overhead is what is left of the average
-- from claim to end when the average of the run is taken off. Zeros for a group of which there is nothing. The distributions of a row are
-- added up side by side by one grouping: taken apart one after the other they cost six times as much. Reads the figures of these series;
-- locks nothing. Called by window_figures and step_figures.
create function tasker.attempt_figures(p_since timestamptz, p_finest integer, p_definitions integer[], p_steps integer[], p_groups integer[])
returns table (group_id integer, figures jsonb)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set enable_sort = off
set jit = off
as $$
begin
  return query
  with series as materialized (
    select g.group_id, g.named_task_id, g.named_step_id, r.span, r.began_at, r.ended_at
    from tasker.analytics_stretches(p_since, p_finest) r
    cross join unnest(p_groups, p_definitions, p_steps) as g (group_id, named_task_id, named_step_id)
  ),
  -- Four places at a time.
  block as (
    select p.group_id, p.place,
      array[coalesce(sum(p.durations[p.place]), 0), coalesce(sum(p.durations[p.place + 1]), 0),
        coalesce(sum(p.durations[p.place + 2]), 0), coalesce(sum(p.durations[p.place + 3]), 0)] as durations,
      array[coalesce(sum(p.waits[p.place]), 0), coalesce(sum(p.waits[p.place + 1]), 0),
        coalesce(sum(p.waits[p.place + 2]), 0), coalesce(sum(p.waits[p.place + 3]), 0)] as waits,
      array[coalesce(sum(p.runs[p.place]), 0), coalesce(sum(p.runs[p.place + 1]), 0),
        coalesce(sum(p.runs[p.place + 2]), 0), coalesce(sum(p.runs[p.place + 3]), 0)] as runs
    from (
      select s.group_id, a.durations, a.waits, a.runs,
        generate_series(1, greatest(cardinality(a.durations), cardinality(a.waits), cardinality(a.runs)), 4) as place
      from series s
      join tasker.analytics_steps a on a.named_task_id = s.named_task_id and a.named_step_id = s.named_step_id and a.span = s.span
        and a.began_at >= s.began_at and a.began_at < s.ended_at
    ) p
    group by p.group_id, p.place
  ),
  distribution as materialized (
    select b.group_id, array_agg(b.durations order by b.place) as durations, array_agg(b.waits order by b.place) as waits,
      array_agg(b.runs order by b.place) as runs
    from block b group by b.group_id
  ),
  summed as materialized (
    select s.group_id, sum(a.attempts) as attempts, sum(a.completed) as completed, sum(a.failed) as failed, sum(a.given_up) as given_up,
      sum(a.retried) as retried, sum(a.recovered) as recovered, sum(a.duration_seconds) as duration_seconds,
      sum(a.wait_seconds) as wait_seconds, sum(a.run_seconds) as run_seconds
    from series s
    join tasker.analytics_steps a on a.named_task_id = s.named_task_id and a.named_step_id = s.named_step_id and a.span = s.span
      and a.began_at >= s.began_at and a.began_at < s.ended_at
    group by s.group_id
  ),
  told as materialized (
    select g.group_id, t.attempts, t.completed, t.failed, t.given_up, t.retried, t.recovered,
      tasker.duration_figures(array(select unnest(d.durations)), t.duration_seconds) as durations,
      tasker.duration_figures(array(select unnest(d.waits)), t.wait_seconds) as waits,
      tasker.duration_figures(array(select unnest(d.runs)), t.run_seconds) as runs
    from (select distinct g.group_id from unnest(p_groups) as g (group_id)) g
    left join summed t on t.group_id = g.group_id
    left join distribution d on d.group_id = g.group_id
  )
  select t.group_id, jsonb_build_object('attempts', coalesce(t.attempts, 0), 'completed', coalesce(t.completed, 0),
    'failed', coalesce(t.failed, 0), 'givenUp', coalesce(t.given_up, 0), 'retried', coalesce(t.retried, 0),
    'recovered', coalesce(t.recovered, 0), 'durations', t.durations, 'waits', t.waits, 'runs', t.runs,
    'overheadAverage', greatest((t.durations ->> 'average')::double precision - (t.runs ->> 'average')::double precision, 0)
      * case when t.runs ->> 'average' is not null then 1 end)
  from told t;
end
$$;
