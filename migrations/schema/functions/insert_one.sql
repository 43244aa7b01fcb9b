-- What insert_tasks does, for one task without any trait that most have not, and starts it too when steps of it are handed over: plain
-- statements, for a creation alone is what an idle engine waits for. `released` is null when the id exists.
-- Locks only what it inserts. Called by create_tasks.
create function tasker.insert_one(
  p_steps jsonb, p_task jsonb, p_worker uuid, p_room integer, p_lanes integer[], p_now timestamptz,
  out task_id uuid, out hand_step_ids integer[], out released integer)
language plpgsql volatile
as $$
declare
  v_steps integer := coalesce(jsonb_array_length(p_steps), 0);
  v_roots integer;
  v_mine integer[];
  v_state text;
begin
  task_id := (p_task ->> 'task_id')::uuid;
  select count(*), array_agg(s.place::integer) filter (where p_room > 0 and tasker.has_lane(p_lanes, s.lane)) into v_roots, v_mine
  from rows from (jsonb_to_recordset(p_steps) as (lane integer, parents jsonb)) with ordinality as s (lane, parents, place)
  where s.parents = '[]';
  v_mine := v_mine[1:p_room];
  v_state := case when v_mine is not null then 'in_progress' when v_steps = 0 then 'complete' else 'pending' end;
  insert into tasker.tasks (task_id, named_task_id, requested_at, finished_at, state, incomplete_steps, active_steps, priority,
    initiator, source_system, reason, correlation_id, traceparent, tags, bypass_steps, context)
  select insert_one.task_id, t.named_task_id, p_now, case when v_steps = 0 then p_now end, v_state, v_steps, v_roots, coalesce(t.priority, 0),
    coalesce(t.initiator, 'unknown'), coalesce(t.source_system, 'unknown'), coalesce(t.reason, 'unknown'), t.correlation_id, t.traceparent,
    coalesce(t.tags, '{}'), coalesce(t.bypass_steps, '{}'), t.context
  from jsonb_to_record(p_task) as t (
    named_task_id integer, priority integer, initiator text, source_system text, reason text, correlation_id text, traceparent text,
    tags text[], bypass_steps text[], context jsonb)
  on conflict do nothing;
  if not found then
    return;
  end if;
  insert into tasker.workflow_steps (task_id, workflow_step_id, named_step_id, lane, priority, retry_limit, timeout_ms,
    retryable, skippable, pending_parents, parent_ids, child_ids, inputs, ready_at, state, attempts, claimed_by, claimed_at, timeout_at)
  select insert_one.task_id, s.place, s.named_step_id, s.lane, coalesce(s.priority, (p_task ->> 'priority')::integer, 0), s.retry_limit,
    s.timeout_ms, s.retryable, s.skippable, cardinality(s.parents), s.parents, s.children, s.inputs,
    case when s.parents = '{}' and not s.hand then p_now end, case when s.hand then 'in_progress' else 'pending' end, s.hand::integer,
    case when s.hand then p_worker end, case when s.hand then p_now end,
    case when s.hand then p_now + s.timeout_ms * interval '1 millisecond' end
  from (
    select g.*, coalesce(g.place = any (v_mine), false) as hand
    from rows from (jsonb_to_recordset(p_steps) as (
      named_step_id integer, lane integer, priority integer, retry_limit integer, timeout_ms integer, retryable boolean, skippable boolean,
      parents integer[], children integer[], inputs jsonb)) with ordinality as g (
      named_step_id, lane, priority, retry_limit, timeout_ms, retryable, skippable, parents, children, inputs, place)) s;
  if v_state <> 'pending' then
    insert into tasker.task_transitions (task_id, created_at, from_state, to_state) values (insert_one.task_id, p_now, 'pending', v_state);
  end if;
  hand_step_ids := v_mine;
  released := v_roots - coalesce(cardinality(v_mine), 0);
end
$$;
