-- Gives the free slots of a key to those that wait for it: best priority first, then who waits longest, each judged by the limit that its
-- own version declares; steps that no live worker serves are left where they are. They may be claimed again, as ready as they were.
-- When the draw of p_aging says so (aged_level), the first slot goes to a lower priority whose first has waited long. The caller has the key's
-- lock. Locks the rows of waiting steps with skip locked. Returns how many were let go. Called by free_slots and sweep_waits.
create function tasker.promise_slots(p_limit integer, p_key text, p_lanes integer[], p_aging jsonb, p_now timestamptz)
returns integer
language plpgsql volatile
as $$
declare
  v_lanes integer[];
  v_most integer[];
  v_held integer := (select count(*) from tasker.limit_slots h where h.limit_id = p_limit and h.key = p_key);
  v_level integer := case when p_aging is not null then tasker.aged_level(p_limit, p_key, p_aging, p_now) end;
  v_wait record;
  v_promised integer := 0;
begin
  select array_agg(l.lane), array_agg(k.max_running) into v_lanes, v_most
  from tasker.limit_keys k join tasker.lanes l on l.named_task_id = k.named_task_id and l.named_step_id = k.named_step_id
  where k.limit_id = p_limit and (l.lane = any (p_lanes) or exists (
    select from tasker.workers w where w.lost_at is null and w.stopped_at is null and l.lane = any (w.lanes)));
  if v_level is not null then
    for v_wait in
      select w.task_id, w.workflow_step_id, w.since, w.lane from tasker.limit_waits w
      where w.limit_id = p_limit and w.key = p_key and w.priority = v_level order by w.since
    loop
      exit when v_promised > 0;
      if v_most[array_position(v_lanes, v_wait.lane)] > v_held then
        v_promised := tasker.promise_slot(p_limit, p_key, v_wait.task_id, v_wait.workflow_step_id, v_wait.since, p_now);
      end if;
    end loop;
  end if;
  for v_wait in
    select w.task_id, w.workflow_step_id, w.since, w.lane from tasker.limit_waits w
    where w.limit_id = p_limit and w.key = p_key order by w.priority desc, w.since
  loop
    exit when v_lanes is null or v_held + v_promised >= (select max(m.most) from unnest(v_most) as m (most));
    if v_most[array_position(v_lanes, v_wait.lane)] > v_held + v_promised then
      v_promised := v_promised
        + tasker.promise_slot(p_limit, p_key, v_wait.task_id, v_wait.workflow_step_id, v_wait.since, p_now);
    end if;
  end loop;
  return v_promised;
end
$$;
