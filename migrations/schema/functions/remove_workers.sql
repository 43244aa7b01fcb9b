-- Deletes the rows of workers that are done with: stopped or lost, with nothing of theirs left to take back, for longer than p_age. Whatever
-- such a worker might still send is refused as that of an unknown one. The history goes on to name their ids. Locks what it deletes; held
-- rows are left for the next time. Returns how many. Called by WorkerRowsJob.
create function tasker.remove_workers(p_age interval, p_limit integer)
returns integer
language plpgsql volatile
as $$
declare
  v_removed integer;
begin
  delete from tasker.workers w
  where w.worker_id in (
    select o.worker_id from tasker.workers o
    where o.reaped_at < clock_timestamp() - p_age order by o.worker_id limit p_limit for update skip locked);
  get diagnostics v_removed = row_count;
  return v_removed;
end
$$;
