-- How many steps stand before each due step of a task in its queue: of better priority, or older. For the first of each queue and
-- priority they are counted, up to 1,000 (`at_least`: there may be more); the others add their place behind it. Twenty pairs of queue and
-- priority are counted, the best priorities first; steps of others are left out. Workers that serve other queues too take from
-- those as well. Reads at most 20,000 entries of the ready index, whatever the queue holds. Called by explain_steps.
create function tasker.places_in_queue(p_task_id uuid, p_now timestamptz)
returns table (workflow_step_id integer, ahead bigint, at_least boolean)
language plpgsql stable
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_queues text[] := array(
    select distinct l.queue from tasker.workflow_steps s join tasker.lanes l on l.lane = s.lane
    where s.task_id = p_task_id and s.ready_at <= p_now);
  v_units jsonb := tasker.ready_units(array(select k.lane from tasker.lanes k where k.queue = any (v_queues) order by k.lane));
begin
  return query
  with unit as materialized (
    select l.queue, u.lane, u.priority from tasker.parse_units(v_units) u join tasker.lanes l on l.lane = u.lane where u.mark <= p_now
  ),
  due as materialized (
    select s.workflow_step_id, l.queue, s.priority, s.ready_at,
      row_number() over (partition by l.queue, s.priority order by s.ready_at, s.workflow_step_id) - 1 as place
    from tasker.workflow_steps s join tasker.lanes l on l.lane = s.lane
    where s.task_id = p_task_id and s.ready_at <= p_now
  ),
  head as materialized (
    select h.queue, h.priority, (
      select count(*) from (
        select from unit u
        cross join lateral (
          select from tasker.workflow_steps q
          where q.lane = u.lane and q.priority = u.priority and q.ready_at <= p_now and (q.ready_at, q.task_id, q.workflow_step_id) <
            (case when u.priority > h.priority then p_now else h.ready_at end,
              case when u.priority > h.priority then 'ffffffff-ffff-ffff-ffff-ffffffffffff' else p_task_id end, h.workflow_step_id)
          limit 1000
        ) c
        where u.queue = h.queue and u.priority >= h.priority
        limit 1000
      ) b) as counted
    from (select d.* from due d where d.place = 0 order by d.priority desc, d.queue limit 20) h
  )
  select d.workflow_step_id, h.counted + d.place, h.counted >= 1000
  from head h join due d on d.queue = h.queue and d.priority = h.priority;
end
$$;
