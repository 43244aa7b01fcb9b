-- The heart: takes a batch of outcomes from a worker and gives it a batch of steps to run, in one transaction. Reads the
-- worker's row (for key share) and refuses everything when the lease is gone; locks the tasks of the outcomes in task_id order
-- (waiting up to lock_timeout, or skipping held ones when p_wait is false); settles, counts, gives turns, claims. Called by workers
-- only.
--
-- p_lanes, sorted, is what the worker has code for. p_units are the [lane, priority, mark] of it that the worker knows to hold
-- something; null = look for all units afresh. p_reserve slots are kept for the queue when children are handed over; p_aging
-- {seconds, slots, turn} keeps slots for steps of lower priority that have waited so long.
-- Rows: 'claimed' steps; 'held' outcomes whose task was locked; 'report' once, its context {settled: [[task, step, attempt, state
-- or 'rejected', seconds until ready(, the wait of a failed step whose
-- task is paused)]] of everything that did not complete, rested: [[task, state]], released: units of p_lanes
-- that steps were left to, left_over: whether any were left to anybody, marks: [[lane, priority, ready_at]] of the claim, aged: those of
-- steps that were claimed for their age, units: those found when p_units is null, and how long that took: scan_ms, due_in_ms}.
create function tasker.advance(
  p_worker uuid, p_outcomes jsonb, p_wait boolean,
  p_capacity integer, p_reserve integer, p_lanes integer[], p_units jsonb, p_notify boolean, p_aging jsonb default null)
returns table (
  kind text, task_id uuid, workflow_step_id integer, attempt integer, named_task_id integer, named_step_id integer,
  retry_limit integer, timeout_ms integer, correlation_id text, tags text[], context jsonb, inputs jsonb, results jsonb, parents jsonb,
  traceparent text, lane integer
)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
set lock_timeout = '500ms'
as $$
declare
  v_now timestamptz;
  v_locked uuid[];
  v_paused uuid[];
  v_settled record;
  v_counted record;
  v_turns record;
  v_rested jsonb;
  v_units jsonb := p_units;
  v_task_ids uuid[];
  v_step_ids integer[];
  v_marks jsonb;
  v_aged jsonb;
  v_handed integer := 0;
  v_due double precision;
  v_scan_began timestamptz;
  v_scan_ms double precision;
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

  if p_wait then
    with locked as materialized (
      select t.task_id, t.paused_at from tasker.tasks t
      where t.task_id in (select o.task_id from tasker.parse_outcomes(p_outcomes) o)
      order by t.task_id for no key update
    )
    select coalesce(array_agg(l.task_id) filter (where l.paused_at is not null), '{}') into v_paused from locked l;
  else
    with locked as materialized (
      select t.task_id, t.paused_at from tasker.tasks t
      where t.task_id in (select o.task_id from tasker.parse_outcomes(p_outcomes) o)
      order by t.task_id for no key update skip locked
    )
    select coalesce(array_agg(l.task_id), '{}'), coalesce(array_agg(l.task_id) filter (where l.paused_at is not null), '{}')
    into v_locked, v_paused from locked l;
    return query
    select 'held', o.task_id, o.workflow_step_id, o.attempt, null::integer, null::integer, null::integer, null::integer,
      null::text, null::text[], null::jsonb, null::jsonb, null::jsonb, null::jsonb, null::text, null::integer
    from tasker.parse_outcomes(p_outcomes) o
    where o.task_id <> all (v_locked);
  end if;
  v_now := clock_timestamp();

  select * into v_settled from tasker.settle_outcomes(p_worker, p_outcomes, v_locked, v_paused, v_now,
    greatest(p_capacity - p_reserve, 0), p_lanes, coalesce(p_units, '[]'));
  if v_settled.task_ids is not null then
    select * into v_counted from tasker.count_tasks(v_settled.task_ids, v_settled.incomplete, v_settled.active, v_now);
    v_rested := v_counted.rested;
    v_handed := coalesce(cardinality(v_settled.handed_task_ids), 0);
    if v_counted.turn_task_ids is not null then
      select * into v_turns from tasker.give_turns(p_worker, v_counted.turn_task_ids, v_counted.turn_step_ids, v_paused, v_now,
        greatest(p_capacity - p_reserve, 0) - v_handed, p_lanes, coalesce(p_units, '[]'));
      v_settled.handed_task_ids := v_settled.handed_task_ids || v_turns.handed_task_ids;
      v_settled.handed_step_ids := v_settled.handed_step_ids || v_turns.handed_step_ids;
      v_settled.released := coalesce(v_settled.released || v_turns.released, v_settled.released, v_turns.released);
      v_settled.left_over := v_settled.left_over or v_turns.left_over;
      v_handed := coalesce(cardinality(v_settled.handed_task_ids), 0);
    end if;
  end if;

  if p_capacity > v_handed then
    if p_units is null then
      v_scan_began := clock_timestamp();
      v_units := tasker.ready_units(p_lanes);
      v_scan_ms := 1000 * extract(epoch from clock_timestamp() - v_scan_began);
    end if;
    if p_aging is null then
      select c.task_ids, c.step_ids, c.marks into v_task_ids, v_step_ids, v_marks
      from tasker.claim_ready(p_worker, p_capacity - v_handed, v_units, v_now, v_now) c;
    else
      select c.task_ids, c.step_ids, c.marks, c.aged into v_task_ids, v_step_ids, v_marks, v_aged
      from tasker.claim_aged(p_worker, p_capacity - v_handed, v_units, p_aging, v_now) c;
    end if;
    if v_task_ids is not null then
      perform tasker.start_tasks(v_task_ids, v_now);
    end if;
    if p_units is null and p_capacity - v_handed > coalesce(cardinality(v_task_ids), 0) then
      v_due := tasker.next_due(v_units, v_now);
    end if;
  end if;
  return query
  select 'claimed', s.* from tasker.claimed_steps(
    v_settled.handed_task_ids || v_task_ids, v_settled.handed_step_ids || v_step_ids) s;
  return query
  select 'report', null::uuid, null::integer, null::integer, null::integer, null::integer, null::integer, null::integer,
    null::text, null::text[], jsonb_build_object('settled', v_settled.report, 'rested', v_rested, 'released', v_settled.released,
      'left_over', v_settled.left_over, 'marks', v_marks, 'aged', v_aged, 'units', case when p_units is null then v_units end, 'due_in_ms', v_due, 'scan_ms', v_scan_ms),
    null::jsonb, null::jsonb, null::jsonb, null::text, null::integer;
  if p_notify and v_settled.left_over then
    perform pg_notify('tasker.work', '');
  end if;
end
$$;
