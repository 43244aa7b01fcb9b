-- Deletes what is done with from the next p_limit rows of the feed after p_after: what nobody wants who has not taken it, and what is older
-- than the max_age of each consumer that has still to take it; the latter counts as lost for them: `lost` {consumer: how many}. `next`: the
-- position that the walk stands at, null at the end. Locks the rows that it deletes and the cursors of those who lose something, in the
-- order of their names. Called by processes with a worker, now and then.
create function tasker.trim_feed(p_after bigint, p_limit integer, out deleted integer, out lost jsonb, out next bigint)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
  v_loser record;
begin
  if tasker.feed_is_foreign() then
    perform tasker.rebase_feed();
  end if;
  with page as materialized (
    select f.position, f.transaction_id, f.kind, f.name, f.created_at
    from tasker.event_feed f where f.position > p_after order by f.position limit p_limit
  ),
  unread as materialized (
    select p.position, c.consumer, p.created_at < clock_timestamp() - c.max_age as old
    from page p
    cross join tasker.event_consumers c
    join tasker.event_cursors k on k.consumer = c.consumer
    where tasker.event_is_wanted(c.wants, p.kind, p.name) and not tasker.event_is_taken(k, p.transaction_id, p.position)
  ),
  gone as (
    delete from tasker.event_feed f
    where f.position = any (array(
      select p.position from page p where not exists (select from unread u where u.position = p.position and not u.old)))
    returning f.position
  )
  select (select count(*) from gone),
    (select coalesce(jsonb_object_agg(l.consumer, l.events), '{}') from (
      select u.consumer, count(*) as events from gone g join unread u on u.position = g.position group by u.consumer) l),
    (select case when count(*) = p_limit then max(p.position) end from page p)
  into deleted, lost, next;
  for v_loser in select l.key as consumer, l.value::text::bigint as events from jsonb_each(lost) l order by l.key loop
    update tasker.event_cursors c set lost = c.lost + v_loser.events where c.consumer = v_loser.consumer;
  end loop;
end
$$;
