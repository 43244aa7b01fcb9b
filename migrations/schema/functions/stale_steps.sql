-- Those steps of some unfinished tasks that are due for longer than their definition allows and that no limit keeps; `since`: since when
-- nothing but a worker was missing. Reads the steps of these tasks once, and judges each lane once. The look into tables is kept apart by
-- `offset 0`: whatever is joined by hash, it goes by task. p_policies as in notice_waiting. Reads only. Called by settled_waits and fail_stale.
create function tasker.stale_steps(p_task_ids uuid[], p_policies jsonb, p_now timestamptz)
returns table (task_id uuid, workflow_step_id integer, since timestamptz)
language plpgsql stable
set enable_hashjoin = on
as $$
begin
  return query
  with due as materialized (
    select i.task_id, b.bound, s.workflow_step_id, s.lane, s.since
    from unnest(p_task_ids) as i (task_id)
    cross join lateral (
      select p_now - make_interval(secs => (p_policies -> t.named_task_id::text ->> 'waiting')::double precision) as bound
      from tasker.tasks t where t.task_id = i.task_id and t.finished_at is null offset 0
    ) b
    cross join lateral (
      select q.workflow_step_id, q.lane, greatest(q.ready_at, q.let_go_at) as since
      from tasker.workflow_steps q where q.task_id = i.task_id and q.ready_at <= b.bound offset 0
    ) s
  ),
  room as materialized (
    select r.* from tasker.lane_room(array(select distinct d.lane from due d), p_now) r
  )
  select d.task_id, d.workflow_step_id, d.since
  from due d left join room r on r.lane = d.lane
  where d.since <= d.bound and coalesce(r.since <= d.bound, true)
    and case when r.has_keys then not tasker.key_is_full(d.task_id, d.workflow_step_id, d.lane) else true end;
end
$$;
