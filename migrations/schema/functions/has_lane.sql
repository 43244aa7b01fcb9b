-- Whether a sorted array of lanes holds a lane, by binary search. Called by settle_outcomes, insert_tasks and insert_one.
create function tasker.has_lane(p_lanes integer[], p_lane integer)
returns boolean
language sql immutable
as $$
  select cardinality(p_lanes) > 0 and coalesce(p_lanes[case when cardinality(p_lanes) > 0 then width_bucket(p_lane, p_lanes) end] = p_lane, false);
$$;
