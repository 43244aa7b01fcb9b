-- Gives the free slots of a key to those that wait for it: best priority first, then who waits longest, each judged by the limit that its
-- own version declares. They may be claimed again, as ready as they were. When the draw of p_aging says so (aged_level), the first slot goes
-- to a lower priority whose first has waited long. Only lanes that a live worker serves and that have room are read, each no further than
-- its room, and on as long as rows are met that wait no more: a backlog without room costs nothing. The caller has the key's lock.
-- Locks the rows of waiting steps with skip locked. Returns how many were let go. Called by free_slots and sweep_waits.
create function tasker.promise_slots(p_limit integer, p_key text, p_lanes integer[], p_aging jsonb, p_now timestamptz)
returns integer
language plpgsql volatile
as $$
declare
  v_lanes integer[];
  v_most integer[];
  v_held integer := (select count(*) from tasker.limit_slots h where h.limit_id = p_limit and h.key = p_key);
  v_level integer;
  v_wait record;
  v_let integer;
  v_gone integer;
  v_further integer := 20;
  v_promised integer := 0;
begin
  select array_agg(l.lane), array_agg(k.max_running) into v_lanes, v_most
  from tasker.limit_keys k join tasker.lanes l on l.named_task_id = k.named_task_id and l.named_step_id = k.named_step_id
  where k.limit_id = p_limit and k.max_running > v_held and (l.lane = any (p_lanes) or exists (
    select from tasker.workers w where w.lost_at is null and w.stopped_at is null and l.lane = any (w.lanes)));
  v_level := tasker.aged_level(p_limit, p_key, v_lanes, p_aging, p_now);
  loop
    v_gone := 0;
    for v_wait in
      select w.task_id, w.workflow_step_id, w.since, w.is_aged, l.most
      from unnest(v_lanes, v_most) as l (lane, most)
      cross join lateral (
        (select a.task_id, a.workflow_step_id, a.priority, a.since, true as is_aged from tasker.limit_waits a
        where a.limit_id = p_limit and a.key = p_key and a.lane = l.lane and a.priority = v_level
        order by a.since limit v_further)
        union all
        (select a.task_id, a.workflow_step_id, a.priority, a.since, false from tasker.limit_waits a
        where a.limit_id = p_limit and a.key = p_key and a.lane = l.lane
        order by a.priority desc, a.since limit l.most - v_held - v_promised + v_further)
      ) w
      where l.most > v_held + v_promised
      order by w.is_aged desc, w.priority desc, w.since
    loop
      exit when v_held + v_promised >= (select max(m.most) from unnest(v_most) as m (most));
      if v_wait.most > v_held + v_promised and not (v_wait.is_aged and v_promised > 0) then
        v_let := tasker.promise_slot(p_limit, p_key, v_wait.task_id, v_wait.workflow_step_id, v_wait.since, p_now);
        v_promised := v_promised + coalesce(v_let, 0);
        v_gone := v_gone + (v_let = 0)::integer;
      end if;
    end loop;
    exit when coalesce(v_gone, 0) = 0;
    v_further := 4 * v_further;
  end loop;
  return v_promised;
end
$$;
