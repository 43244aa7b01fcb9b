-- The heart: takes a batch of outcomes from a worker and gives it a batch of steps to run, in one transaction. Reads the
-- worker's row (for key share) and refuses everything when the lease is gone; locks the tasks of the outcomes in task_id order
-- (waiting up to lock_timeout, or skipping held ones when p_wait is false); settles, counts, gives turns, claims. Called by workers
-- only.
--
-- The outcomes stand in columns, see parse_outcomes. p_lanes, sorted, is what the worker has code for. p_units are the [lane, priority, mark] of
-- it that the worker knows to hold something; null = look for all units afresh. p_reserve slots are kept for the queue when children are handed
-- over; p_aging {seconds, slots, turn} keeps slots for steps of lower priority that have waited so long.
-- Rows: 'claimed' steps; 'handed' ones in their place where p_brief says that the worker still has the claims of its outcomes: of a step whose
-- parent they completed, see handed_steps; 'held' outcomes whose task was locked; 'report' once, its context {settled: [[task, step, attempt,
-- state or 'rejected', seconds until ready(, the wait of a failed step whose task is paused)]] of everything that did not complete, rested:
-- [[task, state, seconds since its creation]], released: units of p_lanes that steps were left to, left_over: whether any were left to anybody,
-- marks: [[lane, priority, ready_at]] of the claim, aged: those of steps that were claimed for their age, units: those found when p_units is
-- null, and how long that took: scan_ms, due_in_ms, now: the moment of all of it; with p_facts also what news_facts says: 'rested' of tasks that
-- rest, 'all' also of those that start}. p_events: custom events of the outcomes, for keep_events.
create function tasker.advance(
  p_worker uuid,
  p_task_ids uuid[], p_step_ids integer[], p_attempts integer[], p_waited real[], p_ran real[], p_results jsonb, p_others jsonb,
  p_wait boolean, p_capacity integer, p_reserve integer, p_lanes integer[], p_units jsonb, p_notify boolean, p_aging jsonb default null,
  p_events jsonb default null, p_facts text default null, p_brief boolean default false)
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
  v_held record;
  v_settled record;
  v_counted record;
  v_turns record;
  v_rested jsonb;
  v_handed integer := 0;
  v_brief integer := 0;
  v_claim record;
  v_started uuid[];
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'tasker.advance runs under read committed only, not under %', current_setting('transaction_isolation')
      using errcode = 'invalid_transaction_state';
  end if;
  perform from tasker.workers w
  where w.worker_id = p_worker and w.lost_at is null and w.stopped_at is null for key share;
  if not found then
    raise exception 'worker % has lost its lease', p_worker using errcode = 'TK001';
  end if;

  v_held := tasker.hold_tasks(p_task_ids, p_wait);
  if v_held.locked is not null then
    return query
    select 'held', o.task_id, o.workflow_step_id, o.attempt, null::integer, null::integer, null::integer, null::integer,
      null::text, null::text[], null::jsonb, null::jsonb, null::jsonb, null::jsonb, null::text, null::integer, null::integer, null::text
    from tasker.parse_outcomes(p_task_ids, p_step_ids, p_attempts, p_waited, p_ran, p_results, p_others) o
    where o.task_id <> all (v_held.locked);
  end if;
  v_now := clock_timestamp();

  if cardinality(p_task_ids) = 1 and p_others is null and v_held.locked is null and v_held.paused = '{}' then
    v_settled := tasker.settle_one(p_worker, p_task_ids[1], p_step_ids[1], p_attempts[1], p_waited[1], p_ran[1], p_results -> 0, v_now,
      greatest(p_capacity - p_reserve, 0), p_lanes, coalesce(p_units, '[]'));
  elsif cardinality(p_task_ids) > 0 then
    v_settled := tasker.settle_outcomes(p_worker, p_task_ids, p_step_ids, p_attempts, p_waited, p_ran, p_results, p_others,
      v_held.locked, v_held.paused, v_now, greatest(p_capacity - p_reserve, 0), p_lanes, coalesce(p_units, '[]'));
  else
    select null::uuid[] as counted_task_ids, null::uuid[] as handed_task_ids, null::integer[] as handed_step_ids, null::jsonb as released,
      false as left_over, '[]'::jsonb as report into v_settled;
  end if;
  if v_settled.counted_task_ids is not null then
    v_counted := tasker.count_tasks(v_settled.counted_task_ids, v_settled.incomplete, v_settled.active, v_held.pending, v_held.serial,
      v_held.places, v_now);
    v_rested := v_counted.rested;
    v_started := v_counted.started;
    v_handed := coalesce(cardinality(v_settled.handed_task_ids), 0);
    if p_brief and v_handed > 0 then
      return query select 'handed', s.* from tasker.handed_steps(v_settled.handed_task_ids, v_settled.handed_step_ids) s;
      v_brief := v_handed;
      v_settled.handed_task_ids := null;
      v_settled.handed_step_ids := null;
    end if;
    if v_counted.turn_task_ids is not null then
      v_turns := tasker.give_turns(p_worker, v_counted.turn_task_ids, v_counted.turn_step_ids, v_held.paused, v_now,
        greatest(p_capacity - p_reserve, 0) - v_handed, p_lanes, coalesce(p_units, '[]'));
      v_settled.handed_task_ids := v_settled.handed_task_ids || v_turns.handed_task_ids;
      v_settled.handed_step_ids := v_settled.handed_step_ids || v_turns.handed_step_ids;
      v_settled.released := coalesce(v_settled.released || v_turns.released, v_settled.released, v_turns.released);
      v_settled.left_over := v_settled.left_over or v_turns.left_over;
      v_handed := v_brief + coalesce(cardinality(v_settled.handed_task_ids), 0);
    end if;
  end if;

  v_claim := tasker.claim_queue(p_worker, p_capacity - v_handed, p_lanes, p_units, p_aging, v_now);
  if p_events is not null then
    perform tasker.keep_events(p_events, v_held.locked, v_settled.report, v_now);
  end if;
  if v_handed > v_brief or v_claim.task_ids is not null then
    return query
    select 'claimed', s.* from tasker.claimed_steps(
      v_settled.handed_task_ids || v_claim.task_ids, v_settled.handed_step_ids || v_claim.step_ids,
      array_fill(0, array[v_handed - v_brief]) || v_claim.origins) s;
  end if;
  return query
  select 'report', null::uuid, null::integer, null::integer, null::integer, null::integer, null::integer, null::integer,
    null::text, null::text[], jsonb_build_object('now', v_now, 'settled', v_settled.report, 'rested', v_rested,
      'released', v_settled.released, 'left_over', v_settled.left_over, 'marks', v_claim.marks, 'aged', v_claim.aged,
      'units', v_claim.units, 'due_in_ms', v_claim.due_in_ms, 'scan_ms', v_claim.scan_ms)
      || case when p_facts is not null
        then tasker.news_facts(v_rested, case when p_facts = 'all' then v_started || v_claim.started end) else '{}' end,
    null::jsonb, null::jsonb, null::jsonb, null::text, null::integer, null::integer, null::text;
  if p_notify and v_settled.left_over then
    perform pg_notify('tasker.work', '');
  end if;
end
$$;
