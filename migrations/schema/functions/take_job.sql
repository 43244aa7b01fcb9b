-- Makes a process the only runner of a recurring job until the lease is over, or lets the runner go on: true with the job's progress,
-- false while another process has it. A runner that died is followed by whoever asks first after its lease. Locks the job's row only, and
-- not even that where another process has the job: every process asks at every interval.
-- Called by RecurringJobs at each interval.
create function tasker.take_job(p_name text, p_holder uuid, p_lease interval, out taken boolean, out progress jsonb)
language plpgsql volatile
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  perform from tasker.job_leases j where j.name = p_name and j.holder <> p_holder and j.until > v_now;
  if found then
    taken := false;
    return;
  end if;
  insert into tasker.job_leases as j (name, holder, until) values (p_name, p_holder, v_now + p_lease)
  on conflict (name) do update set holder = excluded.holder, until = excluded.until
  where j.holder = excluded.holder or j.until <= clock_timestamp()
  returning j.progress into progress;
  taken := found;
end
$$;
