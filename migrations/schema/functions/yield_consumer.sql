-- Whether a process must leave a consumer to others, since its subscriber means other events than was registered last: it would take those that
-- it does not know for delivered. Null: it need not. 'held': it has given up its lease, or has none, and waits for those who registered.
-- 'unknown': for two leases none of them has read, and the process should register its own again. Called by read_feed.
create function tasker.yield_consumer(p_consumer text, p_holder uuid, p_lease interval, p_patterns text[])
returns text
language plpgsql volatile
as $$
declare
  v_since timestamptz;
  v_mine boolean;
begin
  select greatest(c.registered_at, k.last_read_at, k.held_until), k.holder = p_holder into v_since, v_mine
  from tasker.event_consumers c join tasker.event_cursors k on k.consumer = c.consumer
  where c.consumer = p_consumer and c.patterns <> p_patterns;
  if not found then
    return null;
  elsif v_mine then
    perform tasker.release_consumer(p_consumer, p_holder);
    return 'held';
  end if;
  return case when v_since > clock_timestamp() - 2 * p_lease then 'held' else 'unknown' end;
end
$$;
