-- The steps whose completing attempt took longest, from claim to end, of those that were completed since a time (a day ago when none is
-- given; rounded down to full ten minutes, or hours when it is longer ago than a day), as far as history is counted (roll_up). Exact
-- matches of namespace, name and version of their task, each of which may be left out; limit_count 1 to 50. The longest first
-- (specification: engine core §2.7). Durations are execution, not queueing; created_at is the request of the task. Reads only, by index.
-- Called by AnalyticsReader.
create function tasker.get_slowest_steps(
  since_timestamp timestamptz default null, limit_count integer default 10, namespace_filter text default null,
  task_name_filter text default null, version_filter text default null)
returns table (
  workflow_step_id integer, task_id uuid, step_name text, task_name text, namespace_name text, version text, duration_seconds numeric,
  attempts integer, created_at timestamptz, completed_at timestamptz, retryable boolean, step_status text
)
language plpgsql stable
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  return query
  select e.workflow_step_id, e.task_id, n.name, d.name, m.name, d.version, round(e.duration_seconds::numeric, 3), s.attempts,
    t.requested_at, e.ended_at, s.retryable, s.state
  from tasker.slowest_entries('step', coalesce(since_timestamp, clock_timestamp() - interval '24 hours'), tasker.limit_count(limit_count),
    tasker.analytics_definitions(namespace_filter, task_name_filter, version_filter)) e
  join tasker.tasks t on t.task_id = e.task_id
  join tasker.workflow_steps s on s.task_id = e.task_id and s.workflow_step_id = e.workflow_step_id
  join tasker.named_steps n on n.named_step_id = s.named_step_id
  join tasker.named_tasks d on d.named_task_id = t.named_task_id
  join tasker.task_namespaces m on m.task_namespace_id = d.task_namespace_id
  order by e.duration_seconds desc, e.task_id desc, e.workflow_step_id desc;
end
$$;
