-- Gives a cursor between two snapshots the next one to read, and finds where its events lie; leaves it as it is when there are none. What is
-- seen stays seen: a snapshot that is older than the one seen opens nothing. Writes nothing. Called by read_feed.
create function tasker.open_window(p_cursor tasker.event_cursors, p_before bigint, p_except bigint[])
returns tasker.event_cursors
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_cursor tasker.event_cursors := p_cursor;
begin
  if p_before < p_cursor.seen_before
    or exists (select from unnest(p_except) as x (id) where x.id < p_cursor.seen_before and x.id <> all (p_cursor.seen_except)) then
    return p_cursor;
  end if;
  v_cursor.until_before := p_before;
  v_cursor.until_except := p_except;
  v_cursor.position := 0;
  -- The sums keep the planner from walking through all positions for the lowest one that fits.
  select min(0 + f.position), max(0 + f.position) into v_cursor.first_position, v_cursor.last_position
  from tasker.event_feed f
  where f.transaction_id >= p_cursor.seen_before and f.transaction_id < p_before and f.transaction_id <> all (p_except);
  select greatest(v_cursor.last_position, max(f.position)) into v_cursor.last_position
  from unnest(tasker.late_transactions(v_cursor)) as l (id) join tasker.event_feed f on f.transaction_id = l.id;
  return case when v_cursor.last_position is null then p_cursor else v_cursor end;
end
$$;
