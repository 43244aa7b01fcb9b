-- Lets a session make the plans of advance before there is work: executes, with nothing to do, the functions that advance calls, under its planner
-- settings. A plan is kept for as long as the session lives; without this the first calls of each session make them, 40 million instructions in
-- all, while steps wait. Writes nothing, assigns no transaction id and locks no row. Called by workers, for sessions of their own, when they start.
create function tasker.prepare_session()
returns void
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
  v_now timestamptz := clock_timestamp();
begin
  perform tasker.hold_tasks('{null}', true);
  perform tasker.settle_outcomes(null, '{}', '{}', '{}', '{}', '{}', '[]', null, null, '{}', v_now, 0, '{}', '[]');
  perform tasker.settle_one(null, null, null, null, null, null, null, v_now, 0, '{}', '[]');
  perform tasker.count_tasks('{}', '{}', '{}', null, null, '{}', v_now);
  perform tasker.count_one(null, 0, 0, false, v_now);
  perform tasker.rest_one(null, 0, null, v_now);
  perform tasker.leave_children(null, '{}', '{}', v_now);
  perform tasker.claim_queue(null, 1, '{}', null, null, v_now);
  perform tasker.claim_ready(null, 1, '[]', v_now, v_now);
  perform tasker.start_tasks('{}', v_now);
  perform tasker.next_due('[]', v_now);
end
$$;
