-- What a worker may claim: the lanes of the steps it has handlers for, in its queues; those that are under a limit apart (`limited`), since
-- they are claimed by calls of their own. p_known has the named step ids of each named
-- task. Handlers go by name: a step whose dependent system was changed under the same version has another id, and what waits
-- under the old one is run all the same. Called when a worker starts and when its heartbeat says that something changed (coverage_figure).
create function tasker.worker_coverage(p_queues text[], p_known jsonb)
returns table (lanes integer[], limited integer[], coverage bigint)
language sql stable
-- A table of lanes that was filled a moment ago has no statistics: nested loops over thousands of steps would take seconds.
set enable_nestloop = off
as $$
  with known as materialized (
    select distinct k.key::integer as named_task_id, n.name
    from jsonb_each(p_known) k
    cross join lateral jsonb_array_elements_text(k.value) as s (step)
    join tasker.named_steps n on n.named_step_id = s.step::integer
  ),
  -- Materialized: lanes and names that were joined by definition alone would be every pair of steps of a large one.
  named as materialized (
    select l.lane, l.queue, l.named_task_id, l.named_step_id, n.name, d.name as system
    from tasker.lanes l
    join tasker.named_steps n on n.named_step_id = l.named_step_id
    join tasker.dependent_systems d on d.dependent_system_id = n.dependent_system_id
    where l.queue = any (p_queues)
  ),
  mine as materialized (
    select l.* from named l join known k on k.named_task_id = l.named_task_id and k.name = l.name
  ),
  under as materialized (
    select m.lane from mine m join tasker.limits q on q.kind = 'queue' and q.name = m.queue
    union
    select m.lane from mine m join tasker.limits y on y.kind = 'system' and y.name = m.system
    union
    select m.lane from mine m join tasker.limit_keys k on k.named_task_id = m.named_task_id and k.named_step_id = m.named_step_id
  )
  select array(select m.lane from mine m except select u.lane from under u order by 1),
    array(select u.lane from under u order by 1),
    tasker.coverage_figure(array(select key::integer from jsonb_each(p_known)));
$$;
