-- Ends attempts at deliveries: [[position, error, milliseconds]], error null = delivered. Delivered ones go; failed ones wait so long, a
-- century at most, or, where no time is given, longer each time; with a time below 0 and after p_max_attempts they are given up, and their
-- task's next one becomes due. Refuses, and writes nothing, when another process delivers. `given_up`: [{position, taskId, attempts}]. Locks
-- the cursor's row. Called by the process that delivers to the consumer.
create function tasker.settle_deliveries(
  p_consumer text, p_holder uuid, p_settled jsonb, p_max_attempts integer, p_wait interval, out committed boolean, out given_up jsonb)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_now timestamptz;
  v_delivered bigint[];
  v_failed bigint[];
  v_errors jsonb;
  v_waits jsonb;
  v_ended record;
begin
  perform from tasker.event_cursors c where c.consumer = p_consumer and c.holder = p_holder for update;
  committed := found;
  v_now := clock_timestamp();
  if not committed then
    return;
  end if;
  select array_agg(s.position) filter (where s.error = 'null'), array_agg(s.position) filter (where s.error <> 'null'),
    jsonb_object_agg(s.position, s.error), jsonb_object_agg(s.position, s.wait)
  into v_delivered, v_failed, v_errors, v_waits
  from (
    select (g.row ->> 0)::bigint as position, g.row -> 1 as error, case when g.wait > 3e12 then 3e12 else g.wait end as wait
    from (select p.row, (p.row ->> 2)::float8 as wait from jsonb_array_elements(p_settled) as p (row)) g) s;
  with gone as (
    delete from tasker.event_deliveries d
    where d.consumer = p_consumer and d.position = any (v_delivered) and d.given_up_at is null
    returning d.task_id
  ),
  failed as (
    update tasker.event_deliveries d
    set attempts = d.attempts + 1, error = v_errors -> d.position::text,
      next_attempt_at = case when d.attempts + 1 < p_max_attempts and coalesce((v_waits ->> d.position::text)::float8 >= 0, true) then
        v_now + coalesce(make_interval(secs => (v_waits ->> d.position::text)::float8 / 1000), tasker.delivery_wait(p_wait, d.attempts + 1)) end,
      given_up_at = case when d.attempts + 1 >= p_max_attempts or (v_waits ->> d.position::text)::float8 < 0 then v_now end
    where d.consumer = p_consumer and d.position = any (v_failed) and d.given_up_at is null
    returning d.position, d.task_id, d.attempts, d.given_up_at is not null as given_up
  )
  select (select count(*) from gone) as delivered, count(*) as failed, count(*) filter (where f.given_up) as given_up,
    (select array_agg(g.task_id) from gone g) || array_agg(f.task_id) filter (where f.given_up) as task_ids,
    coalesce(jsonb_agg(jsonb_build_object('position', f.position, 'taskId', f.task_id, 'attempts', f.attempts) order by f.position)
      filter (where f.given_up), '[]') as list
  into v_ended from failed f;
  given_up := v_ended.list;
  update tasker.event_cursors c
  set delivered = c.delivered + v_ended.delivered, failed = c.failed + v_ended.failed, given_up = c.given_up + v_ended.given_up
  where c.consumer = p_consumer;
  if v_ended.task_ids is not null then
    perform tasker.promote_deliveries(p_consumer, v_ended.task_ids, v_now);
  end if;
end
$$;
