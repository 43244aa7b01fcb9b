-- Claims steps that run under limits, and frees what has ended: advance for the lanes that are under a limit, which it never sees. Reads the
-- worker's row (for key share) and refuses everything when the lease is gone. p_task_ids and p_step_ids: limited steps of this worker
-- that have ended; p_sweep, null or a cursor ([] = from the beginning), also looks after slots that nobody freed and steps that were
-- forgotten. p_aging {seconds, slots, turn} as in advance, and a draw for those that wait for
-- a key (aged_level). Waits for nothing: see claim_under_limits. While limits are being
-- changed it does nothing, contended.
-- Rows: 'claimed' steps as advance gives them, and 'report' once, its context {contended, more, full, waiting: some wait for a key,
-- remain: slots are left to be freed, let_go: steps that others may claim now, cursor, next_token_in_ms, due_in_ms; started and, with
-- p_facts, what news_facts says}. Called by workers.
create function tasker.claim_limited(
  p_worker uuid, p_capacity integer, p_lanes integer[], p_task_ids uuid[], p_step_ids integer[], p_sweep jsonb, p_aging jsonb,
  p_notify boolean, p_facts boolean default false)
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
set jit = off
set lock_timeout = '500ms'
as $$
declare
  v_now timestamptz;
  v_freed record;
  v_swept record;
  v_units jsonb;
  v_long record;
  v_bound timestamptz;
  v_aged record;
  v_kept integer[] := '{}';
  v_kept_for integer[] := '{}';
  v_claim record;
  v_task_ids uuid[] := '{}';
  v_step_ids integer[] := '{}';
  v_origins integer[] := '{}';
  v_started uuid[];
  v_quiet boolean := pg_try_advisory_xact_lock_shared(hashtextextended('tasker.limits', 0));
  v_let_go integer := 0;
  v_report jsonb := jsonb_build_object('contended', not v_quiet, 'remain', not v_quiet and cardinality(p_task_ids) > 0,
    'cursor', case when not v_quiet then p_sweep end);
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'tasker.claim_limited runs under read committed only, not under %', current_setting('transaction_isolation')
      using errcode = 'invalid_transaction_state';
  end if;
  perform from tasker.workers w
  where w.worker_id = p_worker and w.lost_at is null and w.stopped_at is null for key share;
  if not found then
    raise exception 'worker % has lost its lease', p_worker using errcode = 'TK001';
  end if;
  v_now := clock_timestamp();
  v_bound := v_now - make_interval(secs => (p_aging ->> 'seconds')::double precision);
  if v_quiet and (p_sweep is not null or cardinality(p_task_ids) > 0) then
    select * into v_freed from tasker.free_slots(p_task_ids, p_step_ids, p_sweep is not null, p_lanes, p_aging, v_now);
    v_let_go := greatest(v_freed.promised, case when p_sweep is null then least(v_freed.freed, cardinality(p_task_ids)) else v_freed.freed end);
    v_report := v_report || jsonb_build_object('remain', v_freed.remain);
  end if;
  if v_quiet and p_sweep is not null then
    select * into v_swept from tasker.sweep_waits(p_sweep, p_lanes, p_aging, v_now);
    v_let_go := v_let_go + v_swept.promised;
    v_report := v_report || jsonb_build_object('cursor', v_swept.cursor);
  end if;
  if v_quiet and p_capacity > 0 then
    v_units := tasker.ready_units(p_lanes);
    select * into v_long from tasker.long_units(v_units, p_aging, v_now);
    if v_long.units is not null then
      select * into v_aged
      from tasker.claim_under_limits(p_worker, least(p_capacity, v_long.slots), v_long.units, v_now, v_bound, v_bound, '{}', '{}');
      v_task_ids := v_aged.task_ids;
      v_step_ids := v_aged.step_ids;
      v_origins := v_aged.origins;
      v_kept := v_aged.kept;
      v_kept_for := v_aged.kept_for;
    end if;
    if p_capacity > cardinality(v_task_ids) then
      select * into v_claim
      from tasker.claim_under_limits(p_worker, p_capacity - cardinality(v_task_ids), v_units, v_now, v_now, v_bound, v_kept,
        v_kept_for);
      v_task_ids := v_task_ids || v_claim.task_ids;
      v_step_ids := v_step_ids || v_claim.step_ids;
      v_origins := v_origins || v_claim.origins;
      v_report := v_report || jsonb_build_object('contended', v_claim.contended, 'full', v_claim.is_full, 'more', v_claim.more,
        'next_token_in_ms', v_claim.next_token_in_ms, 'due_in_ms', tasker.next_due(v_units, v_now));
    end if;
    v_started := tasker.start_tasks(v_task_ids, v_now);
  end if;
  v_let_go := greatest(v_let_go - cardinality(v_task_ids), 0);
  return query select 'claimed', s.* from tasker.claimed_steps(v_task_ids, v_step_ids, v_origins) s;
  return query
  select 'report', null::uuid, null::integer, null::integer, null::integer, null::integer, null::integer, null::integer,
    null::text, null::text[], v_report || jsonb_build_object('now', v_now, 'started', v_started, 'let_go', v_let_go,
      'waiting', exists (select from tasker.limit_waits))
      || case when p_facts then tasker.news_facts(null, v_started) else '{}' end,
    null::jsonb, null::jsonb, null::jsonb, null::text, null::integer, null::integer, null::text;
  if p_notify and v_let_go > 0 then
    perform pg_notify('tasker.work', '');
  end if;
end
$$;
