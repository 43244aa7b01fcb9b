-- A worker says goodbye after it has handed back its last step. Its row stays, so that the history can name it. Called once at shutdown.
create function tasker.stop_worker(p_worker uuid)
returns void
language sql volatile
as $$
  update tasker.workers w set stopped_at = clock_timestamp(), reaped_at = clock_timestamp(), earliest_timeout_at = null
  where w.worker_id = p_worker and w.lost_at is null;
$$;
