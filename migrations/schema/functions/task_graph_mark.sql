-- A mark of everything that an analysis of a task depends on, which changes with each change of it: states, attempts, limits and what has
-- come due; and how large its graph is (steps and edges). No row for an unknown id. Reads only. Called by TaskGraphReader, whose caller
-- keeps analyses under the mark.
create function tasker.task_graph_mark(p_task_id uuid)
returns table (mark text, size bigint)
language sql stable
set enable_seqscan = off
as $$
  select concat_ws(':', t.state, t.paused_at is not null, g.mark), coalesce(g.size, 0)
  from tasker.tasks t
  cross join lateral (
    select sum(1 + cardinality(s.parent_ids)) as size,
      to_hex(bit_xor(hash_record_extended(row(s.workflow_step_id, s.state, s.attempts, s.retry_limit, s.retryable, s.pending_parents,
        s.ready_at, s.ready_at <= clock_timestamp(), s.last_attempted_at, s.backoff_request_seconds,
        tasker.next_attempt_at(s.ready_at, s.last_attempted_at, s.backoff_request_seconds) <= clock_timestamp()), 0))) as mark
    from tasker.workflow_steps s where s.task_id = t.task_id
  ) g
  where t.task_id = p_task_id;
$$;
