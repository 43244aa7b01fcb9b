-- Announces a start of a worker; its id was never used before. p_lanes: what it may claim, sorted. Called once when a worker starts.
create function tasker.register_worker(
  p_worker uuid, p_lease interval, p_pid integer, p_concurrency integer, p_host text, p_version text, p_queues text[],
  p_definitions jsonb, p_lanes integer[])
returns void
language sql volatile
as $$
  insert into tasker.workers (worker_id, started_at, heartbeat_at, lease, pid, concurrency, host, version, queues, definitions, lanes)
  values (p_worker, clock_timestamp(), clock_timestamp(), p_lease, p_pid, p_concurrency, p_host, p_version, p_queues, p_definitions,
    p_lanes);
$$;
