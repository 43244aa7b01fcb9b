-- How many tasks and steps there are in each state, exactly as of the snapshot of the statement (specification: engine core §2.5). Tasks
-- are those counted by roll_up and what is committed beyond its marks; steps of tasks that are over for good are counted there too,
-- those of unfinished tasks and of tasks in error are looked at: the cost follows these and what is not counted yet, not the history.
-- Where nothing ever calls roll_up that is everything. In total also those cancelled or resolved by hand. retryable_error: in error,
-- with an attempt to come or held while the task is paused; exhausted: in error with no attempt left; in_backoff: the former whose time
-- has not come. active_connections needs pg_read_all_stats to see those of other roles. Locks nothing. Called by health_figures.
create function tasker.get_system_health_counts()
returns table (
  total_tasks bigint, pending_tasks bigint, in_progress_tasks bigint, complete_tasks bigint, error_tasks bigint, cancelled_tasks bigint,
  total_steps bigint, pending_steps bigint, in_progress_steps bigint, complete_steps bigint, error_steps bigint,
  retryable_error_steps bigint, exhausted_retry_steps bigint, in_backoff_steps bigint, active_connections bigint, max_connections bigint
)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_creation_id bigint := coalesce((select m.creation_id from tasker.analytics_marks m), 0);
  v_transition_id bigint := coalesce((select m.task_transition_id from tasker.analytics_marks m), 0);
begin
  return query
  with counted as materialized (
    select coalesce(sum(a.created), 0) as created, coalesce(sum(a.pending), 0) as pending, coalesce(sum(a.in_progress), 0) as in_progress,
      coalesce(sum(a.complete), 0) as complete, coalesce(sum(a.error), 0) as error, coalesce(sum(a.cancelled), 0) as cancelled,
      coalesce(sum(a.complete_steps + a.cancelled_steps + a.resolved_steps + a.other_steps), 0) as steps,
      coalesce(sum(a.complete_steps), 0) as complete_steps
    from tasker.analytics_totals a
  ),
  creation as materialized (select count(*) as tasks from tasker.tasks t where t.creation_id > v_creation_id),
  move as materialized (
    select h.task_id, h.from_state, h.to_state
    from tasker.task_transitions h where h.task_transition_id > v_transition_id and h.from_state <> h.to_state
  ),
  moved as materialized (
    select coalesce(sum((m.to_state = 'pending')::integer - (m.from_state = 'pending')::integer), 0) as pending,
      coalesce(sum((m.to_state = 'in_progress')::integer - (m.from_state = 'in_progress')::integer), 0) as in_progress,
      coalesce(sum((m.to_state = 'complete')::integer - (m.from_state = 'complete')::integer), 0) as complete,
      coalesce(sum((m.to_state = 'error')::integer - (m.from_state = 'error')::integer), 0) as error,
      coalesce(sum((m.to_state = 'cancelled')::integer - (m.from_state = 'cancelled')::integer), 0) as cancelled
    from move m
  ),
  live as (
    select t.task_id from tasker.tasks t where t.finished_at is null
    union all
    select d.task_id from tasker.dead_letters d
    union all
    select m.task_id from move m where m.to_state in ('complete', 'cancelled', 'resolved_manually')
  ),
  looked as materialized (
    select count(*) as steps, count(*) filter (where s.state = 'pending') as pending,
      count(*) filter (where s.state = 'in_progress') as in_progress, count(*) filter (where s.state = 'complete') as complete,
      count(*) filter (where s.state = 'error') as error,
      count(*) filter (where s.state = 'error' and s.ready_at is not null and s.retryable and s.attempts < s.retry_limit) as retryable,
      count(*) filter (where s.state = 'error' and s.attempts >= s.retry_limit) as exhausted,
      count(*) filter (where s.state = 'error' and s.ready_at is not null and s.retryable and s.attempts < s.retry_limit
        and tasker.next_attempt_at(s.ready_at, s.last_attempted_at, s.backoff_request_seconds) > v_now) as in_backoff
    from live l join tasker.workflow_steps s on s.task_id = l.task_id
  )
  select (c.created + n.tasks)::bigint, (c.pending + n.tasks + m.pending)::bigint, (c.in_progress + m.in_progress)::bigint,
    (c.complete + m.complete)::bigint, (c.error + m.error)::bigint, (c.cancelled + m.cancelled)::bigint,
    (c.steps + l.steps)::bigint, l.pending, l.in_progress, (c.complete_steps + l.complete)::bigint, l.error,
    l.retryable, l.exhausted, l.in_backoff,
    (select count(*) from pg_stat_activity a where a.datname = current_database() and a.state = 'active'),
    current_setting('max_connections')::bigint
  from counted c cross join creation n cross join moved m cross join looked l;
end
$$;
