-- Frees slots of attempts that have ended, and lets as many go on that wait for the same key. Looks at the slots of the given steps or,
-- when p_sweep, at all; what the steps' own rows say decides. Keys that another transaction has are `left` for the next call; slots of
-- queues and systems are deleted with skip locked. At most 200 limits and keys a call. Called by claim_limited.
create function tasker.free_slots(
  p_task_ids uuid[], p_step_ids integer[], p_sweep boolean, p_lanes integer[], p_aging jsonb, p_now timestamptz,
  out freed integer, out promised integer, out remain boolean)
language plpgsql volatile
as $$
declare
  v_seconds double precision := (p_aging ->> 'seconds')::double precision;
  v_over record;
  v_groups integer := 0;
begin
  freed := 0;
  promised := 0;
  remain := false;
  for v_over in
    select h.limit_id, h.key, m.kind, array_agg(h.task_id) as task_ids, array_agg(h.workflow_step_id) as step_ids,
      array_agg(h.attempt) as attempts
    from (
      select o.* from tasker.limit_slots o where p_sweep
      union all
      select o.*
      from unnest(p_task_ids, p_step_ids) as e (task_id, workflow_step_id)
      join tasker.limit_slots o on o.task_id = e.task_id and o.workflow_step_id = e.workflow_step_id
      where not p_sweep
    ) h
    left join tasker.limits m on m.limit_id = h.limit_id
    where not tasker.slot_is_held(h.task_id, h.workflow_step_id, h.limit_id, h.attempt, h.worker_id, v_seconds, p_now)
    group by h.limit_id, h.key, m.kind
    order by h.limit_id, h.key limit 200
  loop
    v_groups := v_groups + 1;
    if v_over.kind = 'key' and not tasker.lock_limit_key(v_over.limit_id, v_over.key) then
      remain := true;
      continue;
    end if;
    -- One by one and by their key, so that no plan reads everything that runs under the limit. Looked at once more, now that nobody else
    -- changes what a key has.
    for v_place in 1 .. cardinality(v_over.task_ids) loop
      perform from tasker.limit_slots h
      where h.task_id = v_over.task_ids[v_place] and h.workflow_step_id = v_over.step_ids[v_place] and h.limit_id = v_over.limit_id
        and h.attempt = v_over.attempts[v_place]
        and not tasker.slot_is_held(h.task_id, h.workflow_step_id, h.limit_id, h.attempt, h.worker_id, v_seconds, p_now)
      for no key update skip locked;
      continue when not found;
      delete from tasker.limit_slots h
      where h.task_id = v_over.task_ids[v_place] and h.workflow_step_id = v_over.step_ids[v_place] and h.limit_id = v_over.limit_id
        and h.attempt = v_over.attempts[v_place];
      freed := freed + 1;
    end loop;
    if v_over.kind = 'key' then
      promised := promised + tasker.promise_slots(v_over.limit_id, v_over.key, p_lanes, p_aging, p_now);
    end if;
  end loop;
  remain := remain or v_groups = 200;
end
$$;
