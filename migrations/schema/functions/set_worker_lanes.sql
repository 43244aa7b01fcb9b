-- Notes what a worker may claim from now on and the definitions that it has code for, so that others can say which steps nobody serves.
-- Writes the worker's own row only. Called by a worker when its coverage changes; what it begins with stands in register_worker.
create function tasker.set_worker_lanes(p_worker uuid, p_lanes integer[], p_definitions jsonb)
returns void
language sql volatile
as $$
  update tasker.workers w set lanes = p_lanes, definitions = p_definitions where w.worker_id = p_worker;
$$;
