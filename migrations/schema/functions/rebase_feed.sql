-- Begins anew after the database was copied into another cluster by dump and restore: the ids of transactions that feed and cursors know are
-- of the old one. Everything that is still in the feed comes again to everybody who wants it. Does nothing when another caller has done it.
-- Locks all cursors, in the order of their names, and rewrites the feed. Called by read_feed and trim_feed when they find feed_is_foreign.
create function tasker.rebase_feed()
returns void
language plpgsql volatile
as $$
declare
  v_snapshot pg_snapshot := pg_current_snapshot();
begin
  perform from tasker.event_cursors c order by c.consumer for update;
  if not tasker.feed_is_foreign() then
    return;
  end if;
  update tasker.event_feed set transaction_id = pg_current_xact_id()::text::bigint;
  update tasker.event_cursors c
  set seen_before = pg_snapshot_xmax(v_snapshot)::text::bigint, seen_except = tasker.open_transactions(v_snapshot), position = 0,
    until_before = null, until_except = null, first_position = null, last_position = null;
end
$$;
