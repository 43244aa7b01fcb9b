-- Creates tasks with all their steps: one call for one task or thousands, in the caller's transaction if there is one. A task
-- whose id exists is left as it is, so that a repeated call is harmless; one whose identity is taken is not created either. When
-- a worker is given, the roots of new tasks are claimed for it in the same transaction while it has room; what is left to the
-- queue notifies everybody. Returns 'claimed' rows as advance does, and one 'created' row with context {created: [ids that are
-- new], duplicates: [[task asked for, task of the same identity]], requested_at, started: [ids]}.
-- insert_tasks writes them; one task without any trait that most have not is insert_one's.
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
  v_first uuid := tasker.task_id_at(v_now - interval '10 seconds');
  v_last uuid := tasker.task_id_at(v_now + interval '10 seconds');
  v_alone boolean := not v_traits and jsonb_array_length(p_tasks) = 1;
  v_one record;
  v_batch record;
  v_misplaced uuid[] := '{}';
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
  if v_alone then
    v_one := tasker.insert_one(p_graphs -> (p_tasks -> 0 ->> 'graph')::integer, p_tasks -> 0, p_worker, v_room, p_lanes, v_now);
    if v_one.released is not null then
      v_created := array[v_one.task_id];
      v_released := v_one.released;
    end if;
    if v_one.hand_step_ids is not null then
      v_step_ids := v_one.hand_step_ids;
      v_task_ids := array_fill(v_one.task_id, array[cardinality(v_step_ids)]);
      v_started := v_created;
    end if;
  else
    loop
      v_batch := tasker.insert_tasks(v_graphs, v_tasks, p_worker, v_room, p_lanes, v_now);
      v_created := v_created || v_batch.created;
      v_task_ids := v_task_ids || v_batch.hand_task_ids;
      v_step_ids := v_step_ids || v_batch.hand_step_ids;
      v_released := v_released + v_batch.released;
      exit when not v_identified or cardinality(v_batch.created) = jsonb_array_length(v_tasks);
      v_room := v_room - coalesce(cardinality(v_batch.hand_task_ids), 0);
      select v_duplicates || r.duplicates, r.again into v_duplicates, v_tasks
      from tasker.resolve_identities(v_tasks, v_created, v_now) r;
      exit when v_tasks = '[]';
    end loop;
    if v_task_ids is not null then
      v_started := tasker.start_tasks(v_task_ids, v_now);
    end if;
  end if;

  if v_shaped or v_noted then
    perform tasker.note_creation(v_created, p_tasks, v_now);
  end if;
  if not v_alone or v_created[1] < v_first or v_created[1] >= v_last then
    v_misplaced := array(select c.task_id from unnest(v_created) as c (task_id) where c.task_id < v_first or c.task_id >= v_last);
  end if;
  if v_termed or v_misplaced <> '{}' then
    perform tasker.note_terms(v_created, v_misplaced, p_tasks, v_now);
  end if;
  if v_task_ids is not null then
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
