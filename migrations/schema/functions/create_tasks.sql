-- Creates tasks with all their steps: one call for one task or thousands, in the caller's transaction if there is one. A task
-- whose id exists is left as it is, so that a repeated call is harmless; one whose identity is taken is not created either. When
-- a worker is given, the roots of new tasks are claimed for it in the same transaction while it has room; what is left to the
-- queue notifies everybody. Returns 'claimed' rows as advance does, and one 'created' row with context {created: [ids that are
-- new], duplicates: [[task asked for, task of the same identity]], requested_at, started: [ids]}.
-- Locks only what it inserts, in an order that all calls share: by identity, then by id; and tasks that lose their identity
-- because they are too old (resolve_identities). Called by TaskCreator, on the engine's pool or in a caller's transaction.
create function tasker.create_tasks(
  p_graphs jsonb, p_tasks jsonb, p_worker uuid, p_capacity integer, p_lanes integer[])
returns table (
  kind text, task_id uuid, workflow_step_id integer, attempt integer, named_task_id integer, named_step_id integer,
  retry_limit integer, timeout_ms integer, correlation_id text, tags text[], context jsonb, inputs jsonb, results jsonb, parents jsonb,
  traceparent text, lane integer, origin integer, retry_of text
)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_room integer := case when p_worker is null then 0 else coalesce((
    select p_capacity from tasker.workers w where w.worker_id = p_worker and w.lost_at is null and w.stopped_at is null for key share), 0) end;
  v_graphs jsonb := p_graphs;
  v_tasks jsonb := p_tasks;
  -- One look for all traits: most calls have none, and their tasks may be large.
  v_traits boolean := p_tasks @? '$[*] ? (exists (@.bypass) || exists (@.concurrent) || exists (@.max_seconds)
    || exists (@.annotates) || exists (@.identity_hash) || exists (@.terms))';
  v_shaped boolean := v_traits and p_tasks @? '$[*] ? (@.bypass[*] > 0 || @.concurrent == false)';
  v_noted boolean := v_traits and p_tasks @? '$[*] ? (@.max_seconds != null || @.annotates == true)';
  v_identified boolean := v_traits and p_tasks @? '$[*] ? (@.identity_hash != null)';
  v_termed boolean := v_traits and p_tasks @? '$[*] ? (exists (@.terms))';
  -- What ids of this moment lie between; lists by time look elsewhere for the others.
  v_near uuid[] := array[tasker.task_id_at(v_now - interval '10 seconds'), tasker.task_id_at(v_now + interval '10 seconds')];
  v_misplaced uuid[] := '{}';
  v_new uuid[];
  v_hand_task_ids uuid[];
  v_hand_step_ids integer[];
  v_created uuid[] := '{}';
  v_duplicates jsonb := '[]';
  v_task_ids uuid[];
  v_step_ids integer[];
  v_released bigint := 0;
  v_started uuid[];
begin
  if v_shaped then
    select v.graphs, v.tasks into v_graphs, v_tasks from tasker.graph_variants(p_graphs, p_tasks) v;
  end if;
  loop
    with given as materialized (select * from tasker.parse_tasks(v_tasks)),
    graph as materialized (select * from tasker.parse_graphs(v_graphs)),
    size as materialized (
      select g.graph, (count(*) filter (where not g.bypassed))::integer as steps, (count(*) filter (where g.root))::integer as roots
      from graph g group by g.graph
    ),
    task as (
      insert into tasker.tasks (task_id, named_task_id, requested_at, finished_at, state, incomplete_steps, active_steps, priority,
        concurrent, annotates, initiator, source_system, reason, identity_hash, request_hash, correlation_id, traceparent,
        tags, bypass_steps, context)
      select t.task_id, t.named_task_id, v_now, case when coalesce(z.steps, 0) = 0 then v_now end,
        case when coalesce(z.steps, 0) = 0 then 'complete' else 'pending' end, coalesce(z.steps, 0), coalesce(z.roots, 0), t.priority,
        t.concurrent, t.annotates, t.initiator, t.source_system, t.reason, t.identity_hash, t.request_hash, t.correlation_id, t.traceparent,
        t.tags, t.bypass_steps, t.context
      from given t left join size z on z.graph = t.graph
      order by t.identity_hash nulls first, case when t.identity_hash is null then t.task_id end, t.place
      on conflict do nothing
      returning tasks.task_id, tasks.state
    ),
    planned as materialized (
      select p.task_id, g.*, t.priority as task_priority,
        g.root and tasker.has_lane(p_lanes, g.lane)
          and row_number() over (order by not g.root, p.task_id, g.workflow_step_id) <= v_room as hand
      from task p join given t on t.task_id = p.task_id join graph g on g.graph = t.graph
    ),
    step as (
      insert into tasker.workflow_steps (task_id, workflow_step_id, named_step_id, lane, priority, retry_limit, timeout_ms,
        retryable, skippable, pending_parents, parent_ids, child_ids, inputs, ready_at, state, processed_at, results, attempts,
        claimed_by, claimed_at, timeout_at)
      select s.task_id, s.workflow_step_id, s.named_step_id, s.lane, coalesce(s.priority, s.task_priority), s.retry_limit, s.timeout_ms,
        s.retryable, s.skippable, s.open, s.parents, s.children, s.inputs, case when s.root and not s.hand then v_now end,
        case when s.hand then 'in_progress' when s.bypassed then 'resolved_manually' else 'pending' end,
        case when s.bypassed then v_now end, case when s.bypassed then '{}'::jsonb end, s.hand::integer,
        case when s.hand then p_worker end, case when s.hand then v_now end,
        case when s.hand then v_now + s.timeout_ms * interval '1 millisecond' end
      from planned s
      order by s.task_id, s.workflow_step_id
      returning workflow_steps.task_id, workflow_steps.workflow_step_id, workflow_steps.state, workflow_steps.ready_at
    ),
    history as (
      insert into tasker.task_transitions (task_id, created_at, from_state, to_state)
      select t.task_id, v_now, 'pending', 'complete' from task t where t.state = 'complete'
    )
    select (select array_agg(t.task_id) from task t),
      v_misplaced || array(select t.task_id from task t where t.task_id < v_near[1] or t.task_id >= v_near[2]),
      (select array_agg(s.task_id order by s.task_id, s.workflow_step_id) from step s where s.state = 'in_progress'),
      (select array_agg(s.workflow_step_id order by s.task_id, s.workflow_step_id) from step s where s.state = 'in_progress'),
      v_released + (select count(*) from step s where s.ready_at is not null)
    into v_new, v_misplaced, v_hand_task_ids, v_hand_step_ids, v_released;
    v_created := v_created || v_new;
    v_task_ids := v_task_ids || v_hand_task_ids;
    v_step_ids := v_step_ids || v_hand_step_ids;
    exit when not v_identified or cardinality(v_new) = jsonb_array_length(v_tasks);
    v_room := v_room - coalesce(cardinality(v_hand_task_ids), 0);
    select v_duplicates || r.duplicates, r.again into v_duplicates, v_tasks
    from tasker.resolve_identities(v_tasks, v_created, v_now) r;
    exit when v_tasks = '[]';
  end loop;

  if v_shaped or v_noted then
    perform tasker.note_creation(v_created, p_tasks, v_now);
  end if;
  if v_termed or v_misplaced <> '{}' then
    perform tasker.note_terms(v_created, v_misplaced, p_tasks, v_now);
  end if;
  if v_task_ids is not null then
    v_started := tasker.start_tasks(v_task_ids, v_now);
    return query select 'claimed', c.* from tasker.claimed_steps(v_task_ids, v_step_ids,
      array_fill(0, array[cardinality(v_task_ids)])) c;
  end if;
  if v_released > 0 then
    perform pg_notify('tasker.work', '');
  end if;
  kind := 'created';
  context := jsonb_build_object('created', v_created, 'duplicates', v_duplicates, 'requested_at', v_now, 'started', v_started);
  return next;
end
$$;
