-- The runner of a job writes down how far it is and renews its lease (p_lease; null ends it, so that another process may follow at
-- once; a p_progress
-- of null leaves it). False, and nothing is written, when another process runs the job by now. Called by the runner between batches and at the end.
create function tasker.keep_job(p_name text, p_holder uuid, p_lease interval, p_progress jsonb)
returns boolean
language plpgsql volatile
as $$
begin
  update tasker.job_leases j
  set until = clock_timestamp() + coalesce(p_lease, interval '0'), progress = coalesce(p_progress, j.progress)
  where j.name = p_name and j.holder = p_holder;
  return found;
end
$$;
