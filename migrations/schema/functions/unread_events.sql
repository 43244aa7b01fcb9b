-- The next events of the snapshot that a cursor reads, up to a position, in the order of positions: those of p_wants, at most p_limit. Called
-- by read_feed and consumer_lag.
create function tasker.unread_events(p_cursor tasker.event_cursors, p_wants text[], p_to bigint, p_limit integer)
returns setof tasker.event_feed
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  return query
  select u.* from (
    -- The sums leave one index that fits: positions, which stand in the order that is asked for.
    (select f.* from tasker.event_feed f
     where p_cursor.first_position is not null
       and f.position > greatest(p_cursor.position, p_cursor.first_position - 1) and f.position <= p_to
       and 0 + f.transaction_id >= p_cursor.seen_before and 0 + f.transaction_id < p_cursor.until_before
       and 0 + f.transaction_id <> all (p_cursor.until_except) and tasker.event_is_wanted(p_wants, f.kind, f.name)
     order by f.position limit p_limit)
    union all
    select f.* from unnest(tasker.late_transactions(p_cursor)) as l (id)
    join tasker.event_feed f on f.transaction_id = l.id and f.position > p_cursor.position and f.position <= p_to
    where tasker.event_is_wanted(p_wants, f.kind, f.name)
  ) u
  order by u.position limit p_limit;
end
$$;
