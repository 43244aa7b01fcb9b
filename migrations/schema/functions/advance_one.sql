-- What advance does with one step that was completed where nothing is in the way, nearly all there is at idle, by five plain statements, at two thirds
-- of the cost: takes the outcome, hands the children over to the same worker. It takes the place of a call of advance whose worker knows of nothing
-- in the queue, still has its claim, and has neither custom events nor slots to keep. What is in the way it leaves to advance, before it has
-- written anything: the lease or the claim is gone, the task is paused or runs one step at a time, or has more children than there is room.
-- Same locks in the same order, same rows. Called by workers only.
create function tasker.advance_one(
  p_worker uuid, p_task_id uuid, p_step_id integer, p_attempt integer, p_waited real, p_ran real, p_results jsonb,
  p_capacity integer, p_lanes integer[], p_notify boolean, p_facts text)
returns table (
  kind text, task_id uuid, workflow_step_id integer, attempt integer, named_task_id integer, named_step_id integer,
  retry_limit integer, timeout_ms integer, correlation_id text, tags text[], context jsonb, inputs jsonb, results jsonb, parents jsonb,
  traceparent text, lane integer, origin integer, retry_of text
)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set enable_memoize = off
set jit = off
set lock_timeout = '500ms'
as $$
declare
  v_now timestamptz;
  v_plain boolean;
  v_state text;
  v_step record;
  v_child record;
  v_children integer[];
  v_found integer := 0;
  v_handed integer[];
  v_parents integer;
  v_left integer := 0;
  v_active integer;
  v_rest record;
  v_rested jsonb;
  v_started uuid[];
begin
  if current_setting('transaction_isolation') = 'read committed' then
    select t.state, t.paused_at is null and t.concurrent into v_state, v_plain
    from tasker.workers w cross join tasker.tasks t
    where w.worker_id = p_worker and w.lost_at is null and w.stopped_at is null and t.task_id = p_task_id
    for key share of w for no key update of t;
  end if;
  v_now := clock_timestamp();
  if v_plain then
    for v_step in
      -- The step and its children at once: constraints are read anew for every statement. It waits for no parent, they wait for it at least.
      update tasker.workflow_steps k
      set state = case when k.workflow_step_id = p_step_id then 'complete' when k.pending_parents = 1 then 'in_progress' else 'pending' end,
        pending_parents = k.pending_parents - (k.workflow_step_id <> p_step_id)::integer,
        attempts = k.attempts + (k.pending_parents = 1)::integer, ready_at = null, claimed_by = case when k.pending_parents = 1 then p_worker end,
        claimed_at = case when k.workflow_step_id = p_step_id then k.claimed_at when k.pending_parents = 1 then v_now end,
        timeout_at = case when k.pending_parents = 1 then v_now + k.timeout_ms * interval '1 millisecond' end,
        processed_at = case when k.workflow_step_id = p_step_id then v_now else k.processed_at end,
        last_attempted_at = case when k.workflow_step_id = p_step_id then v_now else k.last_attempted_at end,
        backoff_request_seconds = case when k.workflow_step_id <> p_step_id then k.backoff_request_seconds end,
        results = case when k.workflow_step_id = p_step_id then p_results else k.results end,
        error = case when k.workflow_step_id <> p_step_id then k.error end
      where k.task_id = p_task_id and (k.workflow_step_id = p_step_id or k.state = 'pending' and tasker.has_lane(p_lanes, k.lane))
        -- A value, not a join: its plan would begin with all steps of the task.
        and k.workflow_step_id = any ((
          select s.workflow_step_id || s.child_ids from tasker.workflow_steps s
          where s.task_id = p_task_id and s.workflow_step_id = p_step_id and s.state = 'in_progress' and s.claimed_by = p_worker
            and s.attempts = p_attempt and s.pending_parents = 0 and cardinality(s.child_ids) <= p_capacity)::integer[])
      returning k.workflow_step_id, k.state, k.attempts, k.named_step_id, k.retry_limit, k.timeout_ms, k.inputs, k.results, k.lane, k.claimed_at,
        cardinality(k.parent_ids) as parents, k.child_ids, k.error
    loop
      if v_step.workflow_step_id = p_step_id then
        v_children := v_step.child_ids;
        insert into tasker.workflow_step_transitions
          (task_id, workflow_step_id, attempt, started_at, created_at, worker_id, wait_seconds, run_seconds, lane, from_state, to_state)
        values (p_task_id, p_step_id, p_attempt, v_step.claimed_at, v_now, p_worker, p_waited, p_ran, v_step.lane, 'in_progress', 'complete');
      else
        v_found := v_found + 1;
        if v_step.state = 'in_progress' then
          v_handed := v_handed || v_step.workflow_step_id;
          v_child := v_step;
          v_parents := v_step.parents;
        end if;
      end if;
    end loop;
  end if;
  if v_children is null then
    return query select a.* from tasker.advance(p_worker, array[p_task_id], array[p_step_id], array[p_attempt], array[p_waited], array[p_ran],
      jsonb_build_array(p_results), null, true, p_capacity, 0, p_lanes, '[]', p_notify, null, null, p_facts, true) a;
    return;
  end if;

  if v_found < cardinality(v_children) then
    v_left := tasker.leave_children(p_task_id, v_children, p_lanes, v_now);
  end if;
  v_active := coalesce(cardinality(v_handed), 0) + v_left - 1;
  if v_active >= 0 and v_state = 'in_progress' then
    update tasker.tasks t set incomplete_steps = t.incomplete_steps - 1, active_steps = t.active_steps + v_active where t.task_id = p_task_id;
  else
    v_rest := tasker.rest_one(p_task_id, v_active, v_state, v_now);
    v_rested := v_rest.rested;
    v_started := v_rest.started;
  end if;
  if cardinality(v_handed) = 1 and v_parents = 1 then
    kind := 'handed';
    task_id := p_task_id; workflow_step_id := v_child.workflow_step_id;
    attempt := v_child.attempts; named_step_id := v_child.named_step_id;
    retry_limit := v_child.retry_limit; timeout_ms := v_child.timeout_ms;
    inputs := v_child.inputs; results := v_child.results;
    lane := v_child.lane; origin := p_step_id;
    retry_of := case when attempt > 1 then v_child.error ->> 'traceparent' end;
    return next;
  elsif v_handed is not null then
    return query select 'handed', h.* from tasker.handed_steps(array_fill(p_task_id, array[cardinality(v_handed)]), v_handed) h;
  end if;
  kind := 'report';
  context := jsonb_build_object('now', v_now, 'settled', '[]'::jsonb, 'left_over', v_left > 0, 'rested', v_rested);
  if p_facts is not null and (v_rested is not null or v_started is not null) then
    context := context || tasker.news_facts(v_rested, case p_facts when 'all' then v_started end);
  end if;
  return next;
  if p_notify and v_left > 0 then
    perform pg_notify('tasker.work', '');
  end if;
end
$$;
