-- Looks, from a key on, for keys that steps wait for although they have room: after a limit was raised, when a worker came that serves
-- steps which nobody served, or where a wait outlived its step. A safety net: at most 200 keys a call, the next call goes on behind
-- p_cursor [limit, key]. Returns how many steps were let go and the new cursor, null at the end. Called by claim_limited.
create function tasker.sweep_waits(
  p_cursor jsonb, p_lanes integer[], p_aging jsonb, p_now timestamptz, out promised integer, out cursor jsonb)
language plpgsql volatile
as $$
declare
  v_over record;
  v_keys integer := 0;
begin
  promised := 0;
  for v_over in
    with recursive place as (
      (select w.limit_id, w.key, 1 as number from tasker.limit_waits w
      where (w.limit_id, w.key) > (coalesce((p_cursor ->> 0)::integer, 0), coalesce(p_cursor ->> 1, ''))
      order by w.limit_id, w.key limit 1)
      union all
      select n.limit_id, n.key, p.number + 1
      from place p
      cross join lateral (
        select w.limit_id, w.key from tasker.limit_waits w
        where (w.limit_id, w.key) > (p.limit_id, p.key) order by w.limit_id, w.key limit 1
      ) n
      where p.number < 200
    )
    select p.limit_id, p.key, (select max(k.max_running) from tasker.limit_keys k where k.limit_id = p.limit_id) > (
      select count(*) from tasker.limit_slots h where h.limit_id = p.limit_id and h.key = p.key) as room
    from place p
  loop
    v_keys := v_keys + 1;
    cursor := jsonb_build_array(v_over.limit_id, v_over.key);
    if v_over.room and tasker.lock_limit_key(v_over.limit_id, v_over.key) then
      promised := promised + tasker.promise_slots(v_over.limit_id, v_over.key, p_lanes, p_aging, p_now);
    end if;
  end loop;
  if v_keys < 200 then
    cursor := null;
  end if;
end
$$;
