-- Forgets events that were given up: the given positions, or all when null. Returns how many. Locks the rows that it deletes. Called by a person.
create function tasker.drop_given_up(p_consumer text, p_positions bigint[] default null)
returns integer
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_dropped integer;
begin
  delete from tasker.event_deliveries d
  where d.consumer = p_consumer and d.given_up_at is not null and (p_positions is null or d.position = any (p_positions));
  get diagnostics v_dropped = row_count;
  return v_dropped;
end
$$;
