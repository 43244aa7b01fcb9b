-- Whether feed or cursors know ids of transactions that this cluster has not given out yet: they come from another one. Called by read_feed,
-- trim_feed and rebase_feed.
create function tasker.feed_is_foreign()
returns boolean
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  -- What can be seen was written below it: both are of one snapshot.
  v_before bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
begin
  return exists (select from tasker.event_cursors c where c.seen_before > v_before)
    or exists (select from tasker.event_feed f where f.transaction_id >= v_before);
end
$$;
