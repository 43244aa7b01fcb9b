-- How far each consumer is behind: events that wait in the feed, with the age of the oldest in seconds (null: none waits), deliveries that are
-- open and given up; each counted up to p_bound, the waiting and the open ones in stretches of a hundred thousand rows. `lost`, `delivered`,
-- `failed`: since the consumer was registered. Reads only. Called by those who measure and show.
create function tasker.consumer_lag(p_bound integer)
returns table (
  consumer text, wants text[], waiting integer, oldest_seconds double precision, open integer, given_up integer, lost bigint,
  delivered bigint, failed bigint, holder uuid, held_until timestamptz)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  return query
  select c.consumer, c.wants, u.waiting, extract(epoch from clock_timestamp() - u.oldest)::double precision,
    (select count(*) from (
      select from (
        select d.given_up_at from tasker.event_deliveries d where d.consumer = c.consumer order by d.position limit 100000) d
      where d.given_up_at is null limit p_bound) o)::integer,
    (select count(*) from (
      select from tasker.event_deliveries d
      where d.consumer = c.consumer and d.given_up_at is not null order by d.position limit p_bound) g)::integer,
    k.lost, k.delivered, k.failed, k.holder, k.held_until
  from tasker.event_consumers c
  join tasker.event_cursors k on k.consumer = c.consumer
  cross join lateral (
    select count(*)::integer as waiting, min(b.created_at) as oldest
    from (
      select r.created_at from tasker.unread_events(k, c.wants, least(k.last_position,
        100000 + greatest(k.position, k.first_position)), p_bound) r
      union all
      select s.created_at from (
        (select f.* from tasker.event_feed f where f.transaction_id >= coalesce(k.until_before, k.seen_before)
         order by f.transaction_id, f.position limit 100000)
        union all
        select f.* from unnest(coalesce(k.until_except, k.seen_except)) as x (id) join tasker.event_feed f on f.transaction_id = x.id
      ) s
      where tasker.event_is_wanted(c.wants, s.kind, s.name)
      limit p_bound
    ) b
  ) u
  order by c.consumer;
end
$$;
