-- Makes a process the only one that delivers to a consumer until the lease is over, or lets it go on: 'mine'. 'held': another process does,
-- or is just taking it; 'unknown': there is no such consumer. Writes, and locks the cursor's row, only when the lease is not the caller's or
-- more than half of it is over: skip locked, but who has the lease waits, since it may be its own commit that holds the row. What another
-- process was trying becomes due (resume_deliveries). Called by the process that delivers, and by read_feed and due_deliveries.
create function tasker.hold_consumer(p_consumer text, p_holder uuid, p_lease interval)
returns text
language plpgsql volatile
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_cursor record;
begin
  select c.holder, c.held_until into v_cursor from tasker.event_cursors c where c.consumer = p_consumer;
  if not found then
    return 'unknown';
  elsif v_cursor.holder = p_holder and v_cursor.held_until > v_now + p_lease / 2 then
    return 'mine';
  elsif v_cursor.holder <> p_holder and v_cursor.held_until > v_now then
    return 'held';
  end if;
  if v_cursor.holder = p_holder and v_cursor.held_until > v_now then
    perform from tasker.event_cursors c where c.consumer = p_consumer for update;
  else
    perform from tasker.event_cursors c where c.consumer = p_consumer for update skip locked;
  end if;
  v_now := clock_timestamp();
  update tasker.event_cursors c set holder = p_holder, held_until = v_now + p_lease, last_read_at = v_now
  where found and c.consumer = p_consumer and (c.holder is null or c.holder = p_holder or c.held_until <= v_now);
  if not found then
    return 'held';
  end if;
  if v_cursor.holder is distinct from p_holder then
    perform tasker.resume_deliveries(p_consumer, v_now);
  end if;
  return 'mine';
end
$$;
