-- Makes the oldest open delivery of each of the tasks due, where it is not. The caller holds the cursor's row. Called by whoever adds or ends
-- deliveries.
create function tasker.promote_deliveries(p_consumer text, p_task_ids uuid[], p_now timestamptz)
returns void
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_task_id uuid;
begin
  for v_task_id in select distinct i.id from unnest(p_task_ids) as i (id) loop
    update tasker.event_deliveries d set next_attempt_at = p_now
    where d.consumer = p_consumer and d.next_attempt_at is null and d.position = (
      select o.position from tasker.event_deliveries o
      where o.task_id = v_task_id and o.consumer = p_consumer and o.given_up_at is null
      -- The order names the index.
      order by o.task_id, o.consumer, o.position limit 1);
  end loop;
end
$$;
