-- Puts those custom events into the feed that some consumer wants: [[task, step, attempt, name, payload]] of outcomes. Only what was settled
-- speaks: not the outcomes of tasks that were held (p_locked: those that were not; null: all), nor rejected ones (p_report, of
-- settle_outcomes). Called by advance, in whose transaction the outcomes are.
create function tasker.keep_events(p_events jsonb, p_locked uuid[], p_report jsonb, p_now timestamptz)
returns void
language plpgsql volatile
as $$
declare
  v_wants text[];
begin
  select array_agg(distinct w.want) into v_wants from tasker.event_consumers c cross join lateral unnest(c.wants) as w (want);
  if v_wants is null then
    return;
  end if;
  insert into tasker.event_feed (created_at, task_id, workflow_step_id, attempt, kind, name, payload)
  select p_now, (e.event ->> 0)::uuid, (e.event ->> 1)::integer, (e.event ->> 2)::integer, 'custom', e.event ->> 3, e.event -> 4
  from jsonb_array_elements(p_events) with ordinality as e (event, place)
  where tasker.event_is_wanted(v_wants, 'custom', e.event ->> 3)
    and (p_locked is null or (e.event ->> 0)::uuid = any (p_locked))
    and not exists (
      select from jsonb_array_elements(p_report) as r (row)
      where r.row ->> 3 = 'rejected' and r.row -> 0 = e.event -> 0 and r.row -> 1 = e.event -> 1 and r.row -> 2 = e.event -> 2)
  order by e.place;
end
$$;
