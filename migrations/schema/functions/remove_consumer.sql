-- Forgets a durable subscriber with everything that was kept for it: 'removed'; what nobody else wants leaves the feed with the next trim.
-- 'unknown' when there is none; 'held' while a process delivers to it, which would register it again. Called by a person.
create function tasker.remove_consumer(p_consumer text)
returns text
language plpgsql volatile
as $$
begin
  perform from tasker.event_cursors c where c.consumer = p_consumer and c.held_until > clock_timestamp();
  if found then
    return 'held';
  end if;
  delete from tasker.event_consumers c where c.consumer = p_consumer;
  if not found then
    return 'unknown';
  end if;
  delete from tasker.event_cursors c where c.consumer = p_consumer;
  delete from tasker.event_deliveries d where d.consumer = p_consumer;
  return 'removed';
end
$$;
