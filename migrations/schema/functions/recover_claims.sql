-- Every step that the rows say this worker is running: what a worker compares with its memory after a call whose answer it
-- never got. Locks the worker's row for update first, which waits for calls of this worker that the server still runs: what they
-- claim would be missed otherwise. Walks the unfinished tasks. Called by workers after a cut connection.
create function tasker.recover_claims(p_worker uuid)
returns table (
  kind text, task_id uuid, workflow_step_id integer, attempt integer, named_task_id integer, named_step_id integer,
  retry_limit integer, timeout_ms integer, correlation_id text, tags text[], context jsonb, inputs jsonb, results jsonb, parents jsonb,
  traceparent text, lane integer, origin integer, retry_of text
)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
set lock_timeout = '10s'
as $$
declare
  v_task_ids uuid[];
  v_step_ids integer[];
begin
  perform from tasker.workers w where w.worker_id = p_worker for update;
  select array_agg(s.task_id), array_agg(s.workflow_step_id) into v_task_ids, v_step_ids
  from tasker.tasks t join tasker.workflow_steps s on s.task_id = t.task_id
  where t.finished_at is null and s.claimed_by = p_worker;
  return query select 'claimed', c.* from tasker.claimed_steps(v_task_ids, v_step_ids, null) c;
end
$$;
