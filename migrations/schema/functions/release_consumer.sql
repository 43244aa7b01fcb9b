-- Ends a lease, so that another process may deliver at once. Locks the cursor's row. Called by the process that delivered, when it stops.
create function tasker.release_consumer(p_consumer text, p_holder uuid)
returns boolean
language plpgsql volatile
as $$
begin
  update tasker.event_cursors c set holder = null, held_until = null where c.consumer = p_consumer and c.holder = p_holder;
  return found;
end
$$;
