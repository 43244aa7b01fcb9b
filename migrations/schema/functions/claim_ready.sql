-- Claims due steps of the given units: best priority first, then the unit whose mark is oldest; one is emptied before the next. Takes
-- row locks with skip locked only: it never waits and never makes another claim wait. A unit is probed from its mark on (the ready_at of what was claimed
-- of it last, or of its first entry), so that entries of steps claimed earlier are not walked again while an old snapshot keeps
-- them in the index. Steps due by p_due are taken, p_now or earlier. `origins`: see step_origin. Called by claim_aged and claim_queue.
create function tasker.claim_ready(
  p_worker uuid, p_limit integer, p_units jsonb, p_now timestamptz, p_due timestamptz,
  out task_ids uuid[], out step_ids integer[], out marks jsonb, out origins integer[])
language plpgsql volatile
as $$
declare
  v_places tid[];
begin
  with unit as materialized (
    select u.lane, u.priority, u.mark from tasker.parse_units(p_units) u
    where u.mark <= p_due
    order by u.priority desc, u.mark, u.lane
  ),
  due as materialized (
    select u.lane, u.priority, c.*
    from unit u
    cross join lateral (
      select s.task_id, s.workflow_step_id, s.ready_at, s.state, s.ctid as place from tasker.workflow_steps s
      where s.lane = u.lane and s.priority = u.priority and s.ready_at >= u.mark and s.ready_at <= p_due
      order by s.ready_at limit p_limit for no key update skip locked
    ) c
    limit p_limit
  )
  select array_agg(c.place), array_agg(c.task_id), array_agg(c.workflow_step_id),
    array_agg(tasker.step_origin(c.ready_at, c.state, p_now)),
    (select jsonb_agg(jsonb_build_array(m.lane, m.priority, tasker.unit_mark(m.mark))) from (
      select d.lane, d.priority, max(d.ready_at) as mark from due d group by d.lane, d.priority) m)
  into v_places, task_ids, step_ids, origins, marks from (select * from due d order by d.task_id, d.workflow_step_id) c;
  -- A statement of its own: what is locked may be newer than what the statement that locked it sees.
  -- Nobody's claim only makes the plans: prepare_session.
  if v_places is not null or p_worker is null then
    update tasker.workflow_steps s
    set state = 'in_progress', ready_at = null, attempts = s.attempts + 1, claimed_by = p_worker, claimed_at = p_now,
      timeout_at = p_now + s.timeout_ms * interval '1 millisecond'
    where s.ctid = any (v_places);
  end if;
end
$$;
