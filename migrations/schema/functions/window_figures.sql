-- Figures of the tasks and attempts of a namespace, name and version (each may be left out) since a time, as far as history is counted
-- (roll_up): of tasks created since then by the state in which they are now, of tasks that came to rest since then, of attempts that
-- ended since then, with how long they took, waited and ran (duration_figures). `since`: the beginning of the window, a full stretch of
-- analytics_stretches; `asOf`: until when history is counted. Reads the figures of all definitions together, of a whole namespace, or
-- those of each definition that is asked for: a few dozen rows for each day back. Locks nothing. Called by AnalyticsReader.
create function tasker.window_figures(p_since timestamptz, p_namespace text, p_name text, p_version text)
returns jsonb
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set enable_sort = off
set jit = off
as $$
declare
  v_definitions integer[] := tasker.analytics_definitions(p_namespace, p_name, p_version);
  -- Where every definition is asked for, or every one of a namespace, the series of all of them says the same in one row for each stretch.
  v_series integer[] := case when p_name is null and p_version is null and cardinality(v_definitions) > 0
    then array(select case when p_namespace is null then 0 else -n.task_namespace_id end from tasker.task_namespaces n
      where p_namespace is null or n.name = p_namespace limit 1)
    when cardinality(v_definitions) = (select count(*) from tasker.named_tasks) then '{0}' else v_definitions end;
  v_tasks jsonb;
begin
  with stretch as materialized (
    select g.named_task_id, r.span, r.began_at, r.ended_at
    from tasker.analytics_stretches(p_since) r cross join unnest(v_series) as g (named_task_id)
  ),
  -- Four places of the distributions at a time, as attempt_figures.
  block as (
    select p.place,
      array[coalesce(sum(p.durations[p.place]), 0), coalesce(sum(p.durations[p.place + 1]), 0),
        coalesce(sum(p.durations[p.place + 2]), 0), coalesce(sum(p.durations[p.place + 3]), 0)] as durations
    from (
      select a.durations, generate_series(1, cardinality(a.durations), 4) as place
      from stretch s
      join tasker.analytics_tasks a on a.named_task_id = s.named_task_id and a.span = s.span
        and a.began_at >= s.began_at and a.began_at < s.ended_at
    ) p
    group by p.place
  )
  select jsonb_build_object('created', coalesce(sum(a.created), 0), 'complete', coalesce(sum(a.of_complete), 0),
    'error', coalesce(sum(a.of_error), 0), 'cancelled', coalesce(sum(a.of_cancelled), 0), 'resolved', coalesce(sum(a.of_resolved), 0),
    'completed', coalesce(sum(a.completed), 0), 'failed', coalesce(sum(a.failed), 0),
    'durations', tasker.duration_figures(
      array(select unnest(d.durations) from (select b.durations from block b order by b.place) d), sum(a.duration_seconds)))
  into v_tasks
  from stretch s
  join tasker.analytics_tasks a on a.named_task_id = s.named_task_id and a.span = s.span
    and a.began_at >= s.began_at and a.began_at < s.ended_at;

  return jsonb_build_object(
    'since', coalesce((select min(r.began_at) from tasker.analytics_stretches(p_since) r), p_since),
    'asOf', (select m.as_of from tasker.analytics_marks m),
    'taskTypes', (
      with run as materialized (select r.* from tasker.analytics_stretches(p_since) r)
      select count(distinct (d.task_namespace_id, d.name))
      from unnest(v_definitions) as g (named_task_id)
      join tasker.named_tasks d on d.named_task_id = g.named_task_id
      where exists (
        select from run r
        join tasker.analytics_tasks a on a.named_task_id = g.named_task_id and a.span = r.span
          and a.began_at >= r.began_at and a.began_at < r.ended_at and a.created > 0)),
    'tasks', v_tasks,
    'steps', (
      select f.figures
      from tasker.attempt_figures(p_since, 60, v_series, array_fill(0, array[cardinality(v_series)]),
        array_fill(1, array[greatest(cardinality(v_series), 1)])) f));
end
$$;
