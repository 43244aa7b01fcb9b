-- Deletes warnings whose reason is gone: the task rests, the step was claimed or is done, a person let it run again, the limit was raised or
-- taken away. One that was not told yet stays. A warning about a due step that was taken points to the oldest other one of its task,
-- without being told again (settled_waits). Looks at the warnings of the next p_limit tasks after p_after, and ends before their steps are
-- more than 20 * p_limit (one task is always looked at): each of these steps is read once. Returns the last task, null at the end. Locks
-- only what it changes, skip locked. p_policies as in notice_waiting. Called by StalenessJob.
create function tasker.clear_warnings(p_policies jsonb, p_after uuid, p_limit integer)
returns uuid
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_next uuid[] := array(
    select w.task_id from tasker.task_warnings w
    where w.task_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
    group by w.task_id order by w.task_id limit p_limit);
  v_ids uuid[] := array(
    select c.task_id
    from (
      select n.task_id, n.place, sum(coalesce((
        select s.workflow_step_id from tasker.workflow_steps s where s.task_id = n.task_id order by s.workflow_step_id desc limit 1), 0))
        over (order by n.place) as steps
      from unnest(v_next) with ordinality as n (task_id, place)
    ) c
    where c.place = 1 or c.steps <= 20 * p_limit order by c.place);
begin
  with settled as materialized (
    select w.task_id, w.workflow_step_id, n.next_step, n.since
    from tasker.settled_waits(v_ids, p_policies, v_now) n
    join tasker.task_warnings w on w.task_id = n.task_id and w.kind = 'waiting' and w.workflow_step_id = n.workflow_step_id
    where n.next_step is not null or w.told_at is not null
    for update of w skip locked
  ),
  aimed as (
    update tasker.task_warnings w set workflow_step_id = d.next_step, since = d.since
    from settled d
    where w.task_id = d.task_id and w.kind = 'waiting' and w.workflow_step_id = d.workflow_step_id and d.next_step is not null
      and not exists (
        select from tasker.task_warnings o where o.task_id = d.task_id and o.kind = 'waiting' and o.workflow_step_id = d.next_step)
  )
  delete from tasker.task_warnings w using settled d
  where w.task_id = d.task_id and w.kind = 'waiting' and w.workflow_step_id = d.workflow_step_id and d.next_step is null;

  with gone as materialized (
    select w.task_id, w.kind, w.workflow_step_id
    from tasker.task_warnings w
    left join tasker.tasks t on t.task_id = w.task_id and t.finished_at is null
    cross join lateral (
      select (p_policies -> t.named_task_id::text ->> case w.kind when 'lost_attempts' then 'lostAttempts' else w.kind end)::double precision as most
    ) l
    where w.task_id = any (v_ids) and w.kind <> 'waiting' and w.told_at is not null and coalesce(case w.kind
      when 'lifetime' then t.paused_at is not null or tasker.lifetime_began(t.task_id, t.requested_at) > v_now - make_interval(secs => l.most)
      else tasker.lost_attempts(t.task_id, w.workflow_step_id) < l.most or exists (
        select from tasker.workflow_steps s
        where s.task_id = t.task_id and s.workflow_step_id = w.workflow_step_id
          and s.state in ('complete', 'resolved_manually', 'cancelled'))
      end, true)
    for update of w skip locked
  )
  delete from tasker.task_warnings w using gone g
  where w.task_id = g.task_id and w.kind = g.kind and w.workflow_step_id = g.workflow_step_id;
  return case when cardinality(v_ids) < cardinality(v_next) or cardinality(v_next) = p_limit then v_ids[cardinality(v_ids)] end;
end
$$;
