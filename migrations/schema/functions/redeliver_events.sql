-- Tries events again that were given up, with all their attempts: the given positions, or all when null. They come before what is open of their
-- tasks, and after what was delivered meanwhile. Returns how many. Locks the cursor's row. Called by a person.
create function tasker.redeliver_events(p_consumer text, p_positions bigint[] default null)
returns integer
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_task_ids uuid[];
begin
  perform from tasker.event_cursors c where c.consumer = p_consumer for update;
  with again as (
    update tasker.event_deliveries d set given_up_at = null, attempts = 0
    where d.consumer = p_consumer and d.given_up_at is not null and (p_positions is null or d.position = any (p_positions))
    returning d.task_id
  )
  select array_agg(a.task_id) into v_task_ids from again a;
  perform tasker.promote_deliveries(p_consumer, v_task_ids, clock_timestamp());
  return coalesce(cardinality(v_task_ids), 0);
end
$$;
