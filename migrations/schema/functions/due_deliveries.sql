-- Deliveries of a consumer that are due: of each task the oldest open one, those that are due longest first, at most p_limit and fewer where
-- they are large (fitting_events). Removes those whose history is gone, and counts them as lost. Renews the lease (hold_consumer, whose
-- answers `outcome` gives). Called by the process that delivers to the consumer.
create function tasker.due_deliveries(
  p_consumer text, p_holder uuid, p_lease interval, p_limit integer,
  out outcome text, out lost bigint[], out tasks jsonb, out events jsonb)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_now timestamptz;
  v_page record;
  v_fit integer;
  v_rows jsonb;
  v_task_ids uuid[];
begin
  lost := '{}'; tasks := '[]'; events := '[]';
  outcome := tasker.hold_consumer(p_consumer, p_holder, p_lease);
  if outcome <> 'mine' then
    return;
  end if;
  v_now := clock_timestamp();
  select array_agg(h.position order by h.next_attempt_at, h.position) as positions, array_agg(h.kind order by h.next_attempt_at, h.position) as kinds,
    array_agg(h.task_id order by h.next_attempt_at, h.position) as task_ids,
    array_agg(h.transition_id order by h.next_attempt_at, h.position) as ids,
    array_agg(tasker.json_bytes(h.payload) + tasker.json_bytes(h.error) order by h.next_attempt_at, h.position) as bytes
  into v_page
  from (
    select d.* from tasker.event_deliveries d
    where d.consumer = p_consumer and d.next_attempt_at <= v_now
      -- One that was redelivered by a person comes before the one that was the oldest. The sum leaves the index of tasks.
      and not exists (
        select from tasker.event_deliveries o
        where o.task_id = d.task_id and o.consumer = p_consumer and 0 + o.position < d.position and o.given_up_at is null)
    order by d.next_attempt_at limit p_limit
  ) h;
  v_fit := tasker.fitting_events(v_page.kinds, v_page.task_ids, v_page.ids, v_page.bytes);
  select jsonb_agg(jsonb_build_object('position', d.position, 'taskId', d.task_id, 'kind', d.kind, 'attempts', d.attempts, 'behind', false,
      'error', d.error)
    || case when d.kind = 'custom'
      then jsonb_build_object('name', d.name, 'payload', d.payload, 'stepId', d.workflow_step_id, 'attempt', d.attempt, 'at', d.created_at)
      else jsonb_build_object('transitionId', d.transition_id) end order by d.next_attempt_at, d.position)
  into v_rows
  from tasker.event_deliveries d where d.consumer = p_consumer and d.position = any (v_page.positions[:v_fit]);
  if v_rows is null then
    return;
  end if;
  select d.tasks, d.events, d.missing into tasks, events, lost from tasker.event_documents(v_rows) d;
  if lost <> '{}' then
    update tasker.event_cursors c set lost = c.lost + cardinality(due_deliveries.lost) where c.consumer = p_consumer;
    with gone as (
      delete from tasker.event_deliveries d where d.consumer = p_consumer and d.position = any (due_deliveries.lost) returning d.task_id
    )
    select array_agg(g.task_id) into v_task_ids from gone g;
    perform tasker.promote_deliveries(p_consumer, v_task_ids, v_now);
  end if;
end
$$;
