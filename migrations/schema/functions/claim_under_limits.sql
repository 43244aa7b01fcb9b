-- Claims due steps that run under limits: best priority first, then the unit whose first step is oldest. Locks the limits of queues and
-- systems that its units are under, each key that it looks at, and the steps; all of it without waiting: what somebody else has right
-- now is left, `contended`. Looks at 500 steps at most, `more` says that it left some. Steps whose key is full are parked, so that they
-- stand in nobody's way; `is_full`: a queue or a system has no room for what is due; next_token_in_ms: when a rate lets the next one
-- start. A unit that has waited since before p_bound and cannot start keeps a place of each of its other limits from those after it
-- (keep_places): `kept`, for `kept_for`, go on to the next call of the same claim. A step without a key is claimed and counted.
-- p_due as in claim_ready. Called by claim_limited.
create function tasker.claim_under_limits(
  p_worker uuid, p_capacity integer, p_units jsonb, p_now timestamptz, p_due timestamptz, p_bound timestamptz,
  inout kept integer[], inout kept_for integer[], out task_ids uuid[], out step_ids integer[], out origins integer[], out contended boolean,
  out is_full boolean, out more boolean, out next_token_in_ms double precision)
language plpgsql volatile
as $$
declare
  v_limits integer[] := array(
    select m.limit_id from tasker.limits m
    where m.limit_id in (
      select l.limit_id from tasker.lane_limits(array(select distinct u.lane from tasker.parse_units(p_units) u where u.mark <= p_due)) l
      where l.kind <> 'key')
    order by m.limit_id for no key update skip locked);
  v_room integer[];
  v_unit record;
  v_step record;
  v_judged record;
  v_keeps record;
  v_free integer;
  v_looked integer := 0;
  v_started integer[] := '{}';
  v_keyless integer[] := '{}';
  v_parked_tasks uuid[] := '{}';
  v_parked_steps integer[] := '{}';
  v_parked_limits integer[] := '{}';
  v_parked_keys text[] := '{}';
begin
  task_ids := '{}';
  step_ids := '{}';
  origins := '{}';
  contended := false;
  is_full := false;
  select coalesce(array_agg(least(m.max_running - (select count(*) from tasker.limit_slots h where h.limit_id = m.limit_id),
      floor(tasker.limit_tokens(m, p_now)))::integer
      - (select count(*) from unnest(kept) as k (limit_id) where k.limit_id = m.limit_id)::integer order by m.limit_id), '{}')
  into v_room from tasker.limits m where m.limit_id = any (v_limits);

  for v_unit in select * from tasker.limited_units(p_units, v_limits, p_due) loop
    exit when cardinality(task_ids) = p_capacity or v_looked = 500;
    v_free := least(p_capacity - cardinality(task_ids), (select min(v_room[r.place]) from unnest(v_unit.shared) as r (place)));
    contended := contended or array_position(v_unit.shared, null) is not null;
    is_full := is_full or v_free <= 0;
    if v_free <= 0 or array_position(v_unit.shared, null) is not null then
      if v_unit.mark <= p_bound and cardinality(v_unit.shared) > 1 then
        select * into v_keeps from tasker.keep_places(v_unit.lane, v_unit.priority, v_unit.mark, p_bound,
          array(select v_limits[r.place] from unnest(v_unit.shared) as r (place)),
          array(select v_room[r.place] from unnest(v_unit.shared) as r (place)), kept_for, p_now);
        kept := kept || v_keeps.kept;
        kept_for := kept_for || v_keeps.kept_for;
        v_room := array(select r.room - (v_limits[r.place] = any (v_keeps.kept))::integer
          from unnest(v_room) with ordinality as r (room, place) order by r.place);
      end if;
      continue;
    end if;
    for v_step in
      select s.task_id, s.workflow_step_id, s.attempts, s.ready_at, s.state, case when v_unit.key_limits is not null then (
        select array_agg(tasker.limit_key(t.context, p.path::text[]) order by p.place)
        from tasker.tasks t cross join unnest(v_unit.key_paths) with ordinality as p (path, place)
        where t.task_id = s.task_id) end as keys
      from tasker.workflow_steps s
      where s.lane = v_unit.lane and s.priority = v_unit.priority and s.ready_at >= v_unit.mark and s.ready_at <= p_due
      order by s.ready_at, s.task_id, s.workflow_step_id limit 500 - v_looked
    loop
      exit when v_free = 0;
      v_looked := v_looked + 1;
      if v_unit.key_limits is not null then
        select * into v_judged
        from tasker.judge_keys(v_unit.key_limits, v_unit.key_most, v_step.keys, v_step.task_id, v_step.workflow_step_id);
        contended := contended or v_judged.verdict = 'busy';
        if v_judged.verdict = 'full' then
          v_parked_tasks := v_parked_tasks || v_step.task_id;
          v_parked_steps := v_parked_steps || v_step.workflow_step_id;
          v_parked_limits := v_parked_limits || v_unit.key_limits[v_judged.place];
          v_parked_keys := v_parked_keys || v_step.keys[v_judged.place];
        end if;
        continue when v_judged.verdict <> 'free';
      end if;
      perform from tasker.workflow_steps s
      where s.task_id = v_step.task_id and s.workflow_step_id = v_step.workflow_step_id and s.ready_at = v_step.ready_at
      for no key update skip locked;
      continue when not found;
      insert into tasker.limit_slots as h (task_id, workflow_step_id, limit_id, attempt, key, worker_id, claimed_at)
      select v_step.task_id, v_step.workflow_step_id, u.limit_id, v_step.attempts + 1, u.key, p_worker, p_now
      from (
        select v_limits[r.place] as limit_id, '' as key from unnest(v_unit.shared) as r (place)
        union all
        select k.limit_id, k.key from unnest(v_unit.key_limits, v_step.keys) as k (limit_id, key) where k.key is not null
      ) u
      on conflict (task_id, workflow_step_id, limit_id, attempt) do update
        set key = excluded.key, worker_id = excluded.worker_id, claimed_at = excluded.claimed_at;
      task_ids := task_ids || v_step.task_id;
      step_ids := step_ids || v_step.workflow_step_id;
      origins := origins || tasker.step_origin(v_step.ready_at, v_step.state, p_now);
      v_free := v_free - 1;
      v_started := v_started || array(select v_limits[r.place] from unnest(v_unit.shared) as r (place));
      v_room := array(select r.room - (r.place = any (coalesce(v_unit.shared, '{}')))::integer
        from unnest(v_room) with ordinality as r (room, place) order by r.place);
      v_keyless := v_keyless || array(
        select k.limit_id from unnest(v_unit.key_limits, v_step.keys) as k (limit_id, key) where k.key is null);
    end loop;
    is_full := is_full or v_free = 0;
  end loop;
  more := v_looked = 500;
  if cardinality(v_parked_tasks) > 0 then
    perform tasker.park_steps(v_parked_tasks, v_parked_steps, v_parked_limits, v_parked_keys, p_due);
  end if;
  if cardinality(task_ids) > 0 then
    perform tasker.start_limited(p_worker, task_ids, step_ids, v_started, v_keyless, p_now);
  end if;
  next_token_in_ms := (
    select 1000 * min((1 - tasker.limit_tokens(m, p_now)) * m.per_seconds / m.rate) from tasker.limits m
    where m.limit_id = any (v_limits) and tasker.limit_tokens(m, p_now) < 1);
end
$$;
