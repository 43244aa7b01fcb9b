-- What a worker may claim: the lanes of the steps it has handlers for, in its queues. p_known has the named step ids of each named
-- task. Handlers go by name: a step whose dependent system was changed under the same version has another id, and what waits
-- under the old one is run all the same. Called when a worker starts and when its heartbeat says that the lanes of its definitions changed.
create function tasker.worker_coverage(p_queues text[], p_known jsonb)
returns table (lanes integer[], coverage bigint)
language sql stable
-- A table of lanes that was filled a moment ago has no statistics: nested loops over thousands of steps would take seconds.
set enable_nestloop = off
as $$
  with known as materialized (
    select distinct k.key::integer as named_task_id, n.name
    from jsonb_each(p_known) k
    cross join lateral jsonb_array_elements_text(k.value) as s (step)
    join tasker.named_steps n on n.named_step_id = s.step::integer
  )
  select array(
      select l.lane
      from tasker.lanes l
      join tasker.named_steps n on n.named_step_id = l.named_step_id
      join known k on k.named_task_id = l.named_task_id and k.name = n.name
      where l.queue = any (p_queues)
      order by l.lane),
    (select count(*) from tasker.lanes l where l.named_task_id in (select k.named_task_id from known k));
$$;
