-- Whether a unit of better priority than this one holds a step that is due: then children are not handed over past it. Called by
-- settle_outcomes and give_turns.
create function tasker.better_is_due(p_units jsonb, p_priority integer, p_now timestamptz)
returns boolean
language plpgsql stable
as $$
begin
  return exists (
    select from tasker.parse_units(p_units) b
    where b.priority > p_priority and exists (
      select from tasker.workflow_steps q
      where q.lane = b.lane and q.priority = b.priority and q.ready_at >= b.mark and q.ready_at <= p_now));
end
$$;
