-- What to do about a step whose running attempt is being lost with its worker: null while it has lost fewer attempts than its definition
-- allows since a person let it run again, else {lost, limit, fail}. p_defaults {lostAttempts, fail} are the module's settings, laid under
-- the definition's own; null = nobody looks, and so it is for a definition with `staleness: false`. Reads history only when enough attempts
-- were made. Called by reap_worker.
create function tasker.poison_mark(p_task_id uuid, p_step_id integer, p_attempts integer, p_lane integer, p_defaults jsonb)
returns jsonb
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_own jsonb;
  v_limit integer;
  v_lost integer;
begin
  if p_defaults is null or p_attempts < 1 then
    return null;
  end if;
  v_own := (
    select n.configuration -> 'staleness'
    from tasker.lanes l join tasker.named_tasks n on n.named_task_id = l.named_task_id where l.lane = p_lane);
  if v_own = 'false' or v_own -> 'lostAttempts' = 'false' then
    return null;
  end if;
  v_limit := coalesce(v_own ->> 'lostAttempts', p_defaults ->> 'lostAttempts')::integer;
  if v_limit is null or p_attempts < v_limit then
    return null;
  end if;
  v_lost := 1 + tasker.lost_attempts(p_task_id, p_step_id);
  return case when v_lost >= v_limit then jsonb_build_object('lost', v_lost, 'limit', v_limit,
    'fail', coalesce(v_own ->> 'action', case when (p_defaults ->> 'fail')::boolean then 'fail' end, 'warn') = 'fail') end;
end
$$;
