-- Counts the tasks and the transitions of tasks between two pairs of ids into the figures of analytics: a task at the stretch of its request,
-- a rest at the stretch in which it happened. Everything is a sum: in which order it is counted does not matter.
-- The history is read by its ranges of pages, tasks and steps by their keys. Called by roll_up, which holds the marks.
create function tasker.count_task_history(p_creation_id bigint, p_creation_to bigint, p_transition_id bigint, p_transition_to bigint)
returns void
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_mergejoin = off
-- Only what cannot be joined otherwise: rows of a page with rows of a page would be a square.
set enable_nestloop = off
set enable_memoize = off
set jit = off
-- What a call reads is grouped in memory.
set work_mem = '64MB'
as $$
declare
  v_figures tasker.analytics_tasks[];
  v_slowest tasker.analytics_slowest[];
begin
  with creation as materialized (
    select t.task_id, t.named_task_id, t.requested_at from tasker.tasks t
    where t.creation_id > p_creation_id and t.creation_id <= p_creation_to
  ),
  -- Most of what happens to a task happens soon after its creation: it need not be looked up again.
  known as materialized (
    select k.from_state, k.to_state, k.named_task_id, k.requested_at, k.created_at, k.task_id,
      greatest(date_part('epoch', k.created_at - k.requested_at), 0) as seconds
    from (
      select h.from_state, h.to_state, h.created_at, h.task_id, coalesce(c.named_task_id, t.named_task_id) as named_task_id,
        coalesce(c.requested_at, t.requested_at) as requested_at
      from tasker.task_transitions h
      left join creation c on c.task_id = h.task_id
      left join lateral (select t.named_task_id, t.requested_at from tasker.tasks t where c.task_id is null and t.task_id = h.task_id limit 1) t
        on true
      where h.task_transition_id > p_transition_id and h.task_transition_id <= p_transition_to and h.from_state <> h.to_state
    ) k
    where k.named_task_id is not null
  ),
  total as (
    select d.named_task_id, sum(d.created) as created, sum(d.pending) as pending, sum(d.in_progress) as in_progress,
      sum(d.complete) as complete, sum(d.error) as error, sum(d.cancelled) as cancelled, sum(d.resolved_manually) as resolved_manually,
      sum(d.complete_steps) as complete_steps, sum(d.cancelled_steps) as cancelled_steps, sum(d.resolved_steps) as resolved_steps,
      sum(d.other_steps) as other_steps
    from (
      select c.named_task_id, count(*) as created, count(*) as pending, 0 as in_progress, 0 as complete, 0 as error, 0 as cancelled,
        0 as resolved_manually, 0 as complete_steps, 0 as cancelled_steps, 0 as resolved_steps, 0 as other_steps
      from creation c group by c.named_task_id
      union all
      select k.named_task_id, 0, sum((k.to_state = 'pending')::integer - (k.from_state = 'pending')::integer),
        sum((k.to_state = 'in_progress')::integer - (k.from_state = 'in_progress')::integer),
        count(*) filter (where k.to_state = 'complete'),
        sum((k.to_state = 'error')::integer - (k.from_state = 'error')::integer),
        count(*) filter (where k.to_state = 'cancelled'), count(*) filter (where k.to_state = 'resolved_manually'), 0, 0, 0, 0
      from known k group by k.named_task_id
      union all
      -- Nothing leaves these states, and no step of such a task moves any more.
      select k.named_task_id, 0, 0, 0, 0, 0, 0, 0, sum(s.complete), sum(s.cancelled), sum(s.resolved),
        sum(s.steps - s.complete - s.cancelled - s.resolved)
      from known k
      -- Counted for each task: a look by its key, whatever the planner believes of the tables.
      cross join lateral (
        select count(*) as steps, count(*) filter (where w.state = 'complete') as complete,
          count(*) filter (where w.state = 'cancelled') as cancelled, count(*) filter (where w.state = 'resolved_manually') as resolved
        from tasker.workflow_steps w where w.task_id = k.task_id) s
      where k.to_state in ('complete', 'cancelled', 'resolved_manually')
      group by k.named_task_id
    ) d
    group by d.named_task_id
  ),
  totals as (
    insert into tasker.analytics_totals as a
    select * from total
    on conflict (named_task_id) do update set created = a.created + excluded.created, pending = a.pending + excluded.pending,
      in_progress = a.in_progress + excluded.in_progress, complete = a.complete + excluded.complete, error = a.error + excluded.error,
      cancelled = a.cancelled + excluded.cancelled, resolved_manually = a.resolved_manually + excluded.resolved_manually,
      complete_steps = a.complete_steps + excluded.complete_steps, cancelled_steps = a.cancelled_steps + excluded.cancelled_steps,
      resolved_steps = a.resolved_steps + excluded.resolved_steps, other_steps = a.other_steps + excluded.other_steps
  ),
  minute as materialized (
    select d.*
    from (
      select c.named_task_id, date_bin('1 minute', c.requested_at, timestamptz '2000-01-01 00:00:00+00') as at,
        null::integer as place, count(*) as created, 0 as of_complete, 0 as of_error, 0 as of_cancelled, 0 as of_resolved,
        0 as completed, 0 as failed, 0 as cancelled, 0 as resolved, 0::float8 as seconds
      from creation c group by 1, 2
      union all
      select k.named_task_id, date_bin('1 minute', k.requested_at, timestamptz '2000-01-01 00:00:00+00'), null, 0,
        count(*) filter (where k.to_state = 'complete'), sum((k.to_state = 'error')::integer - (k.from_state = 'error')::integer),
        count(*) filter (where k.to_state = 'cancelled'), count(*) filter (where k.to_state = 'resolved_manually'), 0, 0, 0, 0, 0
      from known k where k.to_state not in ('pending', 'in_progress') or k.from_state = 'error' group by 1, 2
      union all
      select k.named_task_id, date_bin('1 minute', k.created_at, timestamptz '2000-01-01 00:00:00+00'),
        case when k.to_state = 'complete' then tasker.duration_place(k.seconds) end, 0, 0, 0, 0, 0,
        count(*) filter (where k.to_state = 'complete'), count(*) filter (where k.to_state = 'error'),
        count(*) filter (where k.to_state = 'cancelled'), count(*) filter (where k.to_state = 'resolved_manually'),
        coalesce(sum(k.seconds) filter (where k.to_state = 'complete'), 0)
      from known k where k.to_state not in ('pending', 'in_progress') group by 1, 2, 3
    ) d
  ),
  slow as (
    select k.named_task_id, s.began_at, k.seconds, k.task_id, k.created_at,
      row_number() over (partition by k.named_task_id, s.began_at order by k.seconds desc) as place
    from known k
    cross join lateral (select date_bin('10 minutes', k.created_at, timestamptz '2000-01-01 00:00:00+00') as began_at) s
    where k.to_state in ('complete', 'error')
  )
  select (
      select array_agg(row(m.named_task_id, 60, m.at, m.created, m.of_complete, m.of_error, m.of_cancelled, m.of_resolved, m.completed, m.failed,
        m.cancelled, m.resolved, m.seconds, array[m.place])::tasker.analytics_tasks)
      from minute m),
    (select array_agg(row(s.named_task_id, 'task', 600, s.began_at, s.seconds, s.task_id, 0, 0, s.created_at)::tasker.analytics_slowest)
      from slow s where s.place <= 50)
  into v_figures, v_slowest;
  perform tasker.add_tasks(v_figures);
  perform tasker.keep_slowest(v_slowest);
end
$$;
