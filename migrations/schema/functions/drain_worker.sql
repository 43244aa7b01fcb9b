-- A worker claims nothing more and finishes what it runs: for whoever looks at the workers. Writes the worker's own row only. Called once when
-- a worker begins to shut down.
create function tasker.drain_worker(p_worker uuid)
returns void
language sql volatile
set lock_timeout = '10s'
as $$
  update tasker.workers w set draining_at = clock_timestamp()
  where w.worker_id = p_worker and w.draining_at is null and w.lost_at is null and w.stopped_at is null;
$$;
