-- Milliseconds until the next deadline of a task, negative when it has passed; null without one. Reads one index entry. Called by
-- workers, to know when expire_tasks is due.
create function tasker.next_deadline_ms()
returns double precision
language plpgsql volatile
set enable_seqscan = off
as $$
begin
  return 1000 * extract(epoch from (select min(d.deadline_at) from tasker.task_deadlines d) - clock_timestamp());
end
$$;
