-- Takes tasks that were deleted out of analytics_totals: what was counted of them, p_tasks of counted_tasks, with the marks where they stand.
-- One whose end was not counted is taken out of what was created as well: it would stay unfinished there for good. Nothing else is taken
-- back: what happened is history. Locks the row of the marks and waits for roll_up, which sees the tasks until the transaction ends:
-- the last thing that a transaction does. Called by delete_tasks.
create function tasker.take_out_tasks(p_tasks jsonb)
returns void
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set enable_material = off
set jit = off
as $$
declare
  v_mark record;
begin
  select m.creation_id, m.task_transition_id into v_mark from tasker.analytics_marks m for update;
  with known as materialized (
    select t.named_task_id, t.requested_at, (t.creation_id <= v_mark.creation_id)::integer as created, h.*,
      o.over * t.complete_steps as complete_steps, o.over * t.cancelled_steps as cancelled_steps, o.over * t.resolved_steps as resolved_steps,
      o.over * t.other_steps as other_steps
    from jsonb_to_recordset(p_tasks) as t (named_task_id integer, requested_at timestamptz, creation_id bigint, moves jsonb,
      complete_steps bigint, cancelled_steps bigint, resolved_steps bigint, other_steps bigint)
    cross join lateral (
      select coalesce(sum((m.state = 'pending')::integer - (m.was = 'pending')::integer), 0) as pending,
        coalesce(sum((m.state = 'in_progress')::integer - (m.was = 'in_progress')::integer), 0) as in_progress,
        coalesce(sum((m.state = 'error')::integer - (m.was = 'error')::integer), 0) as error,
        count(*) filter (where m.state = 'complete') as complete, count(*) filter (where m.state = 'cancelled') as cancelled,
        count(*) filter (where m.state = 'resolved_manually') as resolved
      from jsonb_to_recordset(t.moves) as m (id bigint, was text, state text)
      where m.id <= v_mark.task_transition_id) h
    -- Steps are counted when nothing of the task moves any more.
    cross join lateral (select (h.complete + h.cancelled + h.resolved > 0)::integer as over) o
  ),
  unended as (
    select d.named_task_id, r.span, date_bin(r.span * interval '1 second', k.requested_at, timestamptz '2000-01-01 00:00:00+00') as began_at,
      count(*) as tasks
    from known k
    join tasker.named_tasks n on n.named_task_id = k.named_task_id
    cross join (values (60), (600), (3600)) as r (span)
    cross join lateral (values (k.named_task_id), (-n.task_namespace_id), (0)) as d (named_task_id)
    where k.created = 1 and k.error + k.complete + k.cancelled + k.resolved = 0
    group by 1, 2, 3
  ),
  cohort as (
    update tasker.analytics_tasks a set created = a.created - u.tasks
    from unended u where a.named_task_id = u.named_task_id and a.span = u.span and a.began_at = u.began_at
  )
  update tasker.analytics_totals a
  set created = a.created - k.created, pending = a.pending - k.created - k.pending, in_progress = a.in_progress - k.in_progress,
    complete = a.complete - k.complete, error = a.error - k.error, cancelled = a.cancelled - k.cancelled,
    resolved_manually = a.resolved_manually - k.resolved, complete_steps = a.complete_steps - k.complete_steps,
    cancelled_steps = a.cancelled_steps - k.cancelled_steps, resolved_steps = a.resolved_steps - k.resolved_steps,
    other_steps = a.other_steps - k.other_steps
  from (
    select t.named_task_id, sum(t.created) as created, sum(t.pending) as pending, sum(t.in_progress) as in_progress, sum(t.error) as error,
      sum(t.complete) as complete, sum(t.cancelled) as cancelled, sum(t.resolved) as resolved, sum(t.complete_steps) as complete_steps,
      sum(t.cancelled_steps) as cancelled_steps, sum(t.resolved_steps) as resolved_steps, sum(t.other_steps) as other_steps
    from known t group by t.named_task_id
  ) k
  where a.named_task_id = k.named_task_id;
end
$$;
