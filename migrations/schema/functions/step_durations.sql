-- How long the steps of a definition take, in seconds, from the figures of the last p_hours hours in which each of them completed: from claim
-- to end, and before the claim (null where no wait is known), on average and what 95 of 100 attempts did not exceed. named_step_id 0: all
-- steps together. Steps that nothing is known of are left out; one that a hook named counts as the declared step of its lane. At most p_hours
-- rows a step are read, by index, and about p_rows in all: of a definition with many steps, fewer hours. Reads only. Called by TaskGraphReader.
create function tasker.step_durations(p_named_task_id integer, p_hours integer, p_rows integer)
returns table (
  named_step_id integer, completed bigint, seconds double precision, p95_seconds double precision, wait_seconds double precision,
  p95_wait_seconds double precision)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
  v_steps integer := (
    select count(distinct l.named_step_id) from tasker.lanes l where l.named_task_id = p_named_task_id);
  v_hours integer := greatest(least(p_hours, p_rows / greatest(v_steps, 1)), 1);
begin
  return query
  select k.named_step_id, f.*
  from (
    select 0 as named_step_id
    union
    select l.named_step_id from tasker.lanes l where l.named_task_id = p_named_task_id
  ) k
  cross join lateral (
    with hours as materialized (
      select a.completed, a.timed, a.duration_seconds, a.wait_seconds, a.durations, a.waits from tasker.analytics_steps a
      where a.named_task_id = p_named_task_id and a.named_step_id = k.named_step_id and a.span = 3600 and a.completed > 0
      order by a.began_at desc limit v_hours
    )
    select sum(h.completed), sum(h.duration_seconds) / sum(h.completed),
      tasker.percentile_of((
        select array_agg(g.durations order by g.place)
        from (
          select d.place, sum(d.durations)::integer as durations
          from hours o cross join lateral unnest(o.durations) with ordinality as d (durations, place) group by d.place
        ) g), 0.95),
      sum(h.wait_seconds) / nullif(sum(h.timed), 0),
      tasker.percentile_of((
        select array_agg(g.waits order by g.place)
        from (
          select d.place, sum(d.waits)::integer as waits
          from hours o cross join lateral unnest(o.waits) with ordinality as d (waits, place) group by d.place
        ) g), 0.95)
    from hours h
    having sum(h.completed) > 0
  ) f;
end
$$;
