-- A worker says goodbye. Locks its row for update first, which waits for calls of it that the server still runs. Had it steps that
-- it could not hand back, the next reaper takes them. Its row stays for a while, so that the history can name it.
-- Notifies the others: only this one may know when the retries of its failures are due. Called once at shutdown.
create function tasker.stop_worker(p_worker uuid)
returns void
language plpgsql volatile
set lock_timeout = '10s'
as $$
begin
  perform from tasker.workers w where w.worker_id = p_worker for update;
  update tasker.workers w
  set stopped_at = clock_timestamp(), earliest_timeout_at = null, reaped_at = case when not exists (
      select from tasker.tasks t join tasker.workflow_steps s on s.task_id = t.task_id
      where t.finished_at is null and s.claimed_by = p_worker) then clock_timestamp() end
  where w.worker_id = p_worker and w.lost_at is null;
  perform pg_notify('tasker.work', '');
end
$$;
