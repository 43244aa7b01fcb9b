-- Deletes warnings whose reason is gone: the task rests, the step was claimed or is done, a person let it run again, the limit was raised or
-- taken away. One that was not told yet stays. A warning about a due step that was taken points to the oldest other one of its task,
-- without being told again. Looks at the warnings of the next p_limit tasks after p_after; returns the last of them, null at the end.
-- Locks only what it changes, skip locked. p_policies as in notice_waiting. Called by StalenessJob.
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
  v_ids uuid[] := array(
    select w.task_id from tasker.task_warnings w
    where w.task_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
    group by w.task_id order by w.task_id limit p_limit);
begin
  with aim as materialized (
    select w.task_id, w.workflow_step_id, n.workflow_step_id as next, n.ready_at
    from tasker.task_warnings w
    join tasker.tasks t on t.task_id = w.task_id and t.finished_at is null
    cross join lateral (
      select v_now - make_interval(secs => (p_policies -> t.named_task_id::text ->> 'waiting')::double precision) as bound) b
    cross join lateral (
      select s.workflow_step_id, s.ready_at from tasker.workflow_steps s
      where s.task_id = w.task_id and s.ready_at <= b.bound
        and not tasker.waits_for_limit(s.task_id, s.workflow_step_id, s.lane, b.bound)
      order by s.workflow_step_id <> w.workflow_step_id, s.ready_at, s.workflow_step_id limit 1
    ) n
    where w.task_id = any (v_ids) and w.kind = 'waiting' and w.workflow_step_id <> n.workflow_step_id
    for update of w skip locked
  )
  update tasker.task_warnings w set workflow_step_id = a.next, since = a.ready_at
  from aim a
  where w.task_id = a.task_id and w.kind = 'waiting' and w.workflow_step_id = a.workflow_step_id
    and not exists (
      select from tasker.task_warnings o where o.task_id = a.task_id and o.kind = 'waiting' and o.workflow_step_id = a.next);

  with gone as materialized (
    select w.task_id, w.kind, w.workflow_step_id
    from tasker.task_warnings w
    left join tasker.tasks t on t.task_id = w.task_id and t.finished_at is null
    cross join lateral (
      select (p_policies -> t.named_task_id::text ->> case w.kind when 'lost_attempts' then 'lostAttempts' else w.kind end)::double precision as most
    ) l
    where w.task_id = any (v_ids) and w.told_at is not null and coalesce(case w.kind
      when 'lifetime' then t.paused_at is not null or tasker.lifetime_began(t.task_id, t.requested_at) > v_now - make_interval(secs => l.most)
      when 'waiting' then not exists (
        select from tasker.workflow_steps s where s.task_id = t.task_id and s.ready_at <= v_now - make_interval(secs => l.most)
          and not tasker.waits_for_limit(s.task_id, s.workflow_step_id, s.lane, v_now - make_interval(secs => l.most)))
      when 'lost_attempts' then tasker.lost_attempts(t.task_id, w.workflow_step_id) < l.most or exists (
        select from tasker.workflow_steps s
        where s.task_id = t.task_id and s.workflow_step_id = w.workflow_step_id
          and s.state in ('complete', 'resolved_manually', 'cancelled'))
      end, true)
    for update of w skip locked
  )
  delete from tasker.task_warnings w using gone g
  where w.task_id = g.task_id and w.kind = g.kind and w.workflow_step_id = g.workflow_step_id;
  return case when cardinality(v_ids) = p_limit then v_ids[p_limit] end;
end
$$;
