-- Inserts tasks with all their steps, those whose id or identity exists left out, and hands their first roots to a worker while it has
-- room. `created`: ids of those that are new, null: none; `released`: how many of their steps are left to the queue. The tasks of handed
-- steps are not started here. Locks only what it inserts. Called by create_tasks.
create function tasker.insert_tasks(
  p_graphs jsonb, p_tasks jsonb, p_worker uuid, p_room integer, p_lanes integer[], p_now timestamptz,
  out created uuid[], out hand_task_ids uuid[], out hand_step_ids integer[], out released bigint)
language plpgsql volatile
as $$
begin
  with given as materialized (select * from tasker.parse_tasks(p_tasks)),
  graph as materialized (select * from tasker.parse_graphs(p_graphs)),
  size as materialized (
    select g.graph, (count(*) filter (where not g.bypassed))::integer as steps, (count(*) filter (where g.root))::integer as roots
    from graph g group by g.graph
  ),
  task as (
    insert into tasker.tasks (task_id, named_task_id, requested_at, finished_at, state, incomplete_steps, active_steps, priority,
      concurrent, annotates, initiator, source_system, reason, identity_hash, request_hash, correlation_id, traceparent,
      tags, bypass_steps, context)
    select t.task_id, t.named_task_id, p_now, case when coalesce(z.steps, 0) = 0 then p_now end,
      case when coalesce(z.steps, 0) = 0 then 'complete' else 'pending' end, coalesce(z.steps, 0), coalesce(z.roots, 0), t.priority,
      t.concurrent, t.annotates, t.initiator, t.source_system, t.reason, t.identity_hash, t.request_hash, t.correlation_id, t.traceparent,
      t.tags, t.bypass_steps, t.context
    from given t left join size z on z.graph = t.graph
    order by t.identity_hash nulls first, case when t.identity_hash is null then t.task_id end, t.place
    on conflict do nothing
    returning tasks.task_id, tasks.state, tasks.active_steps
  ),
  -- The first roots that the worker has code for, while there is room.
  hand as materialized (
    select p.task_id, g.workflow_step_id
    from task p join given t on t.task_id = p.task_id join graph g on g.graph = t.graph
    where g.root and tasker.has_lane(p_lanes, g.lane) order by p.task_id, g.workflow_step_id limit p_room
  ),
  step as (
    insert into tasker.workflow_steps (task_id, workflow_step_id, named_step_id, lane, priority, retry_limit, timeout_ms,
      retryable, skippable, pending_parents, parent_ids, child_ids, inputs, ready_at, state, processed_at, results, attempts,
      claimed_by, claimed_at, timeout_at)
    select s.task_id, s.workflow_step_id, s.named_step_id, s.lane, coalesce(s.priority, s.task_priority), s.retry_limit, s.timeout_ms,
      s.retryable, s.skippable, s.open, s.parents, s.children, s.inputs, case when s.root and not s.hand then p_now end,
      case when s.hand then 'in_progress' when s.bypassed then 'resolved_manually' else 'pending' end,
      case when s.bypassed then p_now end, case when s.bypassed then '{}'::jsonb end, s.hand::integer,
      case when s.hand then p_worker end, case when s.hand then p_now end,
      case when s.hand then p_now + s.timeout_ms * interval '1 millisecond' end
    from (
      select p.task_id, g.*, t.priority as task_priority,
        case when g.root and p_room > 0 then (p.task_id, g.workflow_step_id) in (select h.task_id, h.workflow_step_id from hand h)
          else false end as hand
      from task p join given t on t.task_id = p.task_id join graph g on g.graph = t.graph
      offset 0) s
    order by s.task_id, s.workflow_step_id
  ),
  history as (
    insert into tasker.task_transitions (task_id, created_at, from_state, to_state)
    select t.task_id, p_now, 'pending', 'complete' from task t where t.state = 'complete'
  )
  select n.task_ids, h.task_ids, h.step_ids, coalesce(n.roots, 0) - coalesce(cardinality(h.task_ids), 0)
  into created, hand_task_ids, hand_step_ids, released
  from (select array_agg(t.task_id) as task_ids, sum(t.active_steps) as roots from task t) n,
    (select array_agg(d.task_id) as task_ids, array_agg(d.workflow_step_id) as step_ids from hand d) h;
end
$$;
