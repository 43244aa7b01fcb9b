-- What a worker may claim: the lanes of the steps it has handlers for, in its queues. p_known has the named step ids of each named
-- task. Called when a worker starts and when its heartbeat says that the lanes of its definitions changed.
create function tasker.worker_coverage(p_queues text[], p_known jsonb)
returns table (lanes integer[], coverage bigint)
language sql stable
-- A table of lanes that was filled a moment ago has no statistics: nested loops over thousands of steps would take seconds.
set enable_nestloop = off
as $$
  with known as materialized (
    select k.key::integer as named_task_id, s.step::integer as named_step_id
    from jsonb_each(p_known) k
    cross join lateral jsonb_array_elements_text(k.value) as s (step)
  )
  select array(
      select l.lane
      from known k
      join tasker.lanes l on l.named_task_id = k.named_task_id and l.named_step_id = k.named_step_id
      where l.queue = any (p_queues)
      order by l.lane),
    (select count(*) from tasker.lanes l where l.named_task_id in (select k.named_task_id from known k));
$$;
