-- Writes a warning for each task that has a step which is due and which nobody claimed for longer than its definition allows. Steps that
-- wait for a retry or a pause have another time, or none, and are not meant; nor are those that a limit keeps (lane_room, key_is_full), and
-- for one that its key let go the time counts from then. p_policies: {named task id: {waiting, lifetime (seconds), lostAttempts, fail}};
-- what is absent has no limit. Of each lane and priority the p_scan oldest steps are looked at, through the index of the queue: with a
-- longer backlog the rest is seen when those have gone. A call looks at p_scan lanes at most, and ends with the lane and priority in
-- which it has read 10 * p_scan steps; the next one goes on behind p_after [lane, priority]. Returns that place (null: the end was reached),
-- and the tasks that are to be failed instead (fail_stale). Locks only what it inserts. Called by StalenessJob.
create function tasker.notice_waiting(p_policies jsonb, p_after jsonb, p_scan integer, out next_unit jsonb, out failing uuid[])
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  c_above constant bigint := 2147483648;
  v_now timestamptz := clock_timestamp();
  v_below bigint := coalesce((p_after ->> 1)::bigint, c_above);
  v_lane record;
  v_unit record;
  v_lanes integer := 0;
  v_looked integer := 0;
begin
  failing := '{}';
  <<lanes>>
  for v_lane in
    with wanted as materialized (
      select l.lane, v_now - make_interval(secs => (p.value ->> 'waiting')::double precision) as bound,
        (p.value ->> 'waiting')::double precision as seconds, coalesce((p.value ->> 'fail')::boolean, false) as fail
      from jsonb_each(p_policies) p join tasker.lanes l on l.named_task_id = p.key::integer
      where p.value ? 'waiting' and l.lane >= coalesce((p_after ->> 0)::integer, 0)
        and exists (select from tasker.workflow_steps s where s.lane = l.lane and s.ready_at is not null)
      order by l.lane limit p_scan
    )
    select w.*, coalesce(r.since > w.bound, false) as is_kept, coalesce(r.has_keys, false) as has_keys
    from wanted w left join tasker.lane_room(array(select o.lane from wanted o), v_now) r on r.lane = w.lane
    order by w.lane
  loop
    v_lanes := v_lanes + 1;
    next_unit := jsonb_build_array(v_lane.lane + 1, c_above);
    while not v_lane.is_kept loop
      select q.priority into v_below from tasker.workflow_steps q
      where q.lane = v_lane.lane and q.priority < v_below and q.ready_at is not null order by q.priority desc limit 1;
      exit when not found;
      with head as materialized (
        select q.task_id, q.workflow_step_id, greatest(q.ready_at, q.let_go_at) as since from tasker.workflow_steps q
        where q.lane = v_lane.lane and q.priority = v_below and q.ready_at <= v_lane.bound
        order by q.ready_at limit p_scan
      ),
      fresh as materialized (
        select h.* from head h
        where h.since <= v_lane.bound and (v_lane.fail or not exists (
          select from tasker.task_warnings w where w.task_id = h.task_id and w.kind = 'waiting'))
      ),
      stale as materialized (
        select distinct on (f.task_id) f.* from fresh f
        where case when v_lane.has_keys then not tasker.key_is_full(f.task_id, f.workflow_step_id, v_lane.lane) else true end
        order by f.task_id, f.since, f.workflow_step_id
      ),
      warned as (
        insert into tasker.task_warnings (task_id, kind, workflow_step_id, since, noticed_at, detail)
        select s.task_id, 'waiting', s.workflow_step_id, s.since, v_now, jsonb_build_object('limitSeconds', v_lane.seconds)
        from stale s where not v_lane.fail order by s.task_id
        on conflict do nothing
      )
      select (select count(*) from head)::integer as looked,
        array(select s.task_id from stale s where v_lane.fail order by s.since) as failing
      into v_unit;
      failing := failing || v_unit.failing;
      v_looked := v_looked + 1 + v_unit.looked;
      if v_looked >= 10 * p_scan then
        next_unit := jsonb_build_array(v_lane.lane, v_below);
        exit lanes;
      end if;
    end loop;
    v_below := c_above;
  end loop;
  if v_lanes < p_scan and v_looked < 10 * p_scan then
    next_unit := null;
  end if;
  failing := array(select distinct f.task_id from unnest(failing) as f (task_id));
end
$$;
