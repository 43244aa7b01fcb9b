-- The next page of a consumer, in the order of positions: at most p_limit events that it wants, and fewer where they are large
-- (fitting_events). Reads what became visible since the snapshot that the consumer has seen, so that nothing is lost that commits late, and
-- nobody waits for transactions of others that stay open. `page` names the page for commit_page, null when there is nothing to read nor to
-- commit; `through`: the cursor after it; `more`: the snapshot goes on, read again at once (also after a page without events). `behind`: an
-- older event of the task is still open. `lost`: wanted events whose history is gone. `due_in_ms`: when the next delivery of due_deliveries
-- is due, null without one. Takes or renews the lease (hold_consumer, whose answers `outcome` gives; before it yield_consumer by p_patterns,
-- what the process's subscriber means) and writes the snapshot into the cursor's row; where nothing is new, nothing. Called by the process
-- that delivers to the consumer, outside any transaction.
create function tasker.read_feed(
  p_consumer text, p_holder uuid, p_lease interval, p_limit integer, p_patterns text[],
  out outcome text, out page text, out through bigint, out more boolean, out lost integer, out tasks jsonb, out events jsonb,
  out due_in_ms float8)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
  -- Taken before this transaction has an id. Ids that leave no trace are given again after a crash; the cursor's own then lies above all
  -- that the cursor knows of.
  v_snapshot pg_snapshot := pg_current_snapshot();
  v_before bigint := pg_snapshot_xmax(v_snapshot)::text::bigint;
  v_cursor tasker.event_cursors;
  v_wants text[];
  v_last bigint;
  v_page record;
  v_fit integer;
  v_rows jsonb;
  v_missing bigint[];
begin
  more := false; lost := 0; tasks := '[]'; events := '[]';
  outcome := coalesce(tasker.yield_consumer(p_consumer, p_holder, p_lease, p_patterns), tasker.hold_consumer(p_consumer, p_holder, p_lease));
  if outcome <> 'mine' then
    return;
  end if;
  due_in_ms := 1000 * extract(epoch from (
    select d.next_attempt_at from tasker.event_deliveries d where d.consumer = p_consumer and d.next_attempt_at is not null
    order by d.next_attempt_at limit 1) - clock_timestamp());
  select * into v_cursor from tasker.event_cursors c where c.consumer = p_consumer;
  if v_cursor.seen_before > v_before or tasker.feed_is_foreign() then
    perform tasker.rebase_feed();
    more := true;
    return;
  end if;
  if v_cursor.until_before is null then
    v_cursor := tasker.open_window(v_cursor, v_before, tasker.open_transactions(v_snapshot));
    if v_cursor.until_before is null then
      return;
    end if;
    update tasker.event_cursors c
    set until_before = v_cursor.until_before, until_except = v_cursor.until_except, position = 0,
      first_position = v_cursor.first_position, last_position = v_cursor.last_position, last_read_at = clock_timestamp()
    where c.consumer = p_consumer and c.holder = p_holder and c.until_before is null and c.seen_before = v_cursor.seen_before;
    if not found then
      outcome := 'held';
      return;
    end if;
  end if;
  page := tasker.page_token(v_cursor);
  select c.wants into v_wants from tasker.event_consumers c where c.consumer = p_consumer;
  -- A page looks at a bounded stretch: somebody who wants little is not answered late.
  v_last := least(v_cursor.last_position, 100000 + (
    select min(f.position) from tasker.event_feed f
    where v_cursor.first_position is not null and f.position > greatest(v_cursor.position, v_cursor.first_position - 1)));
  select array_agg(u.position order by u.position) as positions, array_agg(u.kind order by u.position) as kinds,
    array_agg(u.task_id order by u.position) as task_ids, array_agg(u.transition_id order by u.position) as ids,
    array_agg(tasker.json_bytes(u.payload) order by u.position) as bytes, count(*)::integer as count
  into v_page
  from tasker.unread_events(v_cursor, v_wants, v_last, p_limit) u;
  v_fit := tasker.fitting_events(v_page.kinds, v_page.task_ids, v_page.ids, v_page.bytes);
  through := case when v_page.count = p_limit or v_fit < v_page.count then v_page.positions[v_fit] else v_last end;
  more := through < v_cursor.last_position;
  select jsonb_agg(jsonb_build_object('position', f.position, 'taskId', f.task_id, 'kind', f.kind, 'attempts', 0,
      'behind', exists (
        select from tasker.event_deliveries d
        where d.task_id = f.task_id and d.consumer = p_consumer and d.given_up_at is null))
    || case when f.kind = 'custom'
      then jsonb_build_object('name', f.name, 'payload', f.payload, 'stepId', f.workflow_step_id, 'attempt', f.attempt, 'at', f.created_at)
      else jsonb_build_object('transitionId', f.transition_id) end order by f.position)
  into v_rows
  from tasker.event_feed f where f.position = any (v_page.positions[:v_fit]);
  if v_rows is not null then
    select d.tasks, d.events, d.missing into tasks, events, v_missing from tasker.event_documents(v_rows) d;
    lost := cardinality(v_missing);
  end if;
end
$$;
