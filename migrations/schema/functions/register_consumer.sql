-- Makes a durable subscriber known, or changes what it wants and how long that is kept for it; true when it is new. p_patterns: what the
-- subscriber means in its own words; processes that mean something else leave it to those that registered last (yield_consumer). A new one
-- begins here: it is given what statements write that begin after this transaction has committed, and what is fed for others from now on.
-- Refuses what no event can match. Locks the row of the consumer only. Called by processes that have subscribers, when they start.
create function tasker.register_consumer(p_consumer text, p_wants text[], p_patterns text[], p_max_age interval)
returns boolean
language plpgsql volatile
as $$
declare
  v_snapshot pg_snapshot := pg_current_snapshot();
  v_wrong text := (
    select min(w.want) from unnest(p_wants) as w (want)
    where w.want !~ '^(\*|(task|step):(\*|[a-z_]+)|custom:(\*|[^\s.*]+(\.[^\s.*]+)*(\.\*)?))$');
begin
  if v_wrong is not null then
    raise exception 'consumer % wants %: nothing can match it', p_consumer, to_jsonb(v_wrong)
      using errcode = 'invalid_parameter_value',
        hint = 'use *, task:*, task:complete, task:action, the same for steps, custom:order.shipped or custom:order.*';
  end if;
  insert into tasker.event_consumers as c (consumer, wants, patterns, max_age, registered_at)
  values (p_consumer, p_wants, p_patterns, p_max_age, clock_timestamp())
  on conflict (consumer) do update
  set wants = excluded.wants, patterns = excluded.patterns, max_age = excluded.max_age,
    registered_at = case when c.patterns = excluded.patterns then c.registered_at else excluded.registered_at end
  where (c.wants, c.patterns, c.max_age) <> (excluded.wants, excluded.patterns, excluded.max_age);
  insert into tasker.event_cursors (consumer, seen_before, seen_except)
  values (p_consumer, pg_snapshot_xmax(v_snapshot)::text::bigint, tasker.open_transactions(v_snapshot))
  on conflict do nothing;
  return found;
end
$$;
