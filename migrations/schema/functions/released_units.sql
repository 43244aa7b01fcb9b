-- Units of the lanes p_worker_lanes, sorted, that steps were left to, each once: [[lane, priority, moment]]; null when there is none. Called by
-- settle_outcomes and give_turns.
create function tasker.released_units(p_lanes integer[], p_priorities integer[], p_worker_lanes integer[], p_now timestamptz)
returns jsonb
language plpgsql stable
as $$
begin
  return (
    select jsonb_agg(distinct jsonb_build_array(u.lane, u.priority, tasker.unit_mark(p_now)))
    from unnest(p_lanes, p_priorities) as u (lane, priority) where tasker.has_lane(p_worker_lanes, u.lane));
end
$$;
