-- Moves a consumer's cursor behind a page that was handled. p_failures: [[position, error, milliseconds]] of what was not delivered, which
-- becomes deliveries. With an error: it failed, and waits so long, a century at most, or as delivery_wait says where no time is given; for good
-- with a time below 0, and when this was its only attempt. Without: it stood behind an open event of its task and was not tried; with a time
-- it is still being tried, and due then if nobody has settled it. Refuses, and writes nothing, when another process delivers or the page is
-- not the one that the cursor stands before. `given_up`: [{position, taskId, attempts}]. Locks the cursor's row. Called by the process that
-- delivers to the consumer.
create function tasker.commit_page(
  p_consumer text, p_holder uuid, p_page text, p_through bigint, p_delivered integer, p_lost integer, p_failures jsonb,
  p_max_attempts integer, p_wait interval, out committed boolean, out given_up jsonb)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_now timestamptz;
  v_cursor tasker.event_cursors;
  v_positions bigint[];
  v_errors jsonb;
  v_waits jsonb;
  v_failed integer;
  v_kept record;
  v_done boolean;
begin
  select * into v_cursor from tasker.event_cursors c where c.consumer = p_consumer and c.holder = p_holder for update;
  v_now := clock_timestamp();
  committed := coalesce(tasker.page_token(v_cursor) = p_page and p_through > v_cursor.position, false);
  if not committed then
    return;
  end if;
  select array_agg(g.position), jsonb_object_agg(g.position, g.error), jsonb_object_agg(g.position, g.wait),
    count(*) filter (where g.error <> 'null')
  into v_positions, v_errors, v_waits, v_failed
  from (
    select (r.row ->> 0)::bigint as position, r.row -> 1 as error, case when r.wait > 3e12 then 3e12 else r.wait end as wait
    from (select p.row, (p.row ->> 2)::float8 as wait from jsonb_array_elements(p_failures) as p (row)) r) g;
  with kept as (
    insert into tasker.event_deliveries as d (consumer, position, task_id, next_attempt_at, given_up_at, created_at, transition_id,
      workflow_step_id, attempt, attempts, kind, name, payload, error)
    select p_consumer, e.position, e.task_id,
      case when e.final then null when e.wait is not null then v_now + make_interval(secs => e.wait / 1000)
        when e.error is not null then v_now + tasker.delivery_wait(p_wait, 1) end,
      case when e.final then v_now end, e.created_at, e.transition_id, e.workflow_step_id, e.attempt,
      (e.error is not null)::integer, e.kind, e.name, e.payload, e.error
    from (
      select f.*, w.error, w.wait, w.error is not null and (p_max_attempts <= 1 or coalesce(w.wait < 0, false)) as final
      from tasker.event_feed f
      cross join lateral (
        select nullif(v_errors -> f.position::text, 'null') as error, (v_waits ->> f.position::text)::float8 as wait) w
      where f.position = any (v_positions)
    ) e
    order by e.position
    on conflict (consumer, position) do nothing
    returning d.position, d.task_id, d.attempts, d.given_up_at is not null as given_up
  )
  select array_agg(k.task_id) filter (where k.attempts = 0 or k.given_up) as task_ids, count(*) filter (where k.given_up) as given_up,
    coalesce(jsonb_agg(jsonb_build_object('position', k.position, 'taskId', k.task_id, 'attempts', k.attempts) order by k.position)
      filter (where k.given_up), '[]') as list
  into v_kept from kept k;
  given_up := v_kept.list;
  if v_kept.task_ids is not null then
    perform tasker.promote_deliveries(p_consumer, v_kept.task_ids, v_now);
  end if;
  v_done := p_through >= v_cursor.last_position;
  update tasker.event_cursors c
  set position = case when v_done then 0 else p_through end,
    seen_before = case when v_done then c.until_before else c.seen_before end,
    seen_except = case when v_done then c.until_except else c.seen_except end,
    until_before = case when not v_done then c.until_before end, until_except = case when not v_done then c.until_except end,
    first_position = case when not v_done then c.first_position end, last_position = case when not v_done then c.last_position end,
    delivered = c.delivered + p_delivered, failed = c.failed + v_failed, given_up = c.given_up + v_kept.given_up,
    -- What was dropped meanwhile for its age is counted by trim_feed.
    lost = c.lost + p_lost
  where c.consumer = p_consumer;
end
$$;
