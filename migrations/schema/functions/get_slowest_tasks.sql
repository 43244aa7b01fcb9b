-- The tasks that took longest from request to rest, of those that came to rest complete or in error since a time and still are so; which
-- time, which of them, how many and as of when: as get_slowest_steps. The longest first (specification: engine core §2.8). Reads only,
-- by index. Called by AnalyticsReader.
create function tasker.get_slowest_tasks(
  since_timestamp timestamptz default null, limit_count integer default 10, namespace_filter text default null,
  task_name_filter text default null, version_filter text default null)
returns table (
  task_id uuid, task_name text, namespace_name text, version text, duration_seconds numeric, step_count bigint, completed_steps bigint,
  error_steps bigint, created_at timestamptz, completed_at timestamptz, initiator text, source_system text
)
language plpgsql stable
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  return query
  select e.task_id, d.name, m.name, d.version, round(e.duration_seconds::numeric, 3), c.steps, c.complete, c.failed,
    t.requested_at, e.ended_at, t.initiator, t.source_system
  from tasker.slowest_entries('task', coalesce(since_timestamp, clock_timestamp() - interval '24 hours'), tasker.limit_count(limit_count),
    tasker.analytics_definitions(namespace_filter, task_name_filter, version_filter)) e
  join tasker.tasks t on t.task_id = e.task_id
  join tasker.named_tasks d on d.named_task_id = t.named_task_id
  join tasker.task_namespaces m on m.task_namespace_id = d.task_namespace_id
  cross join lateral (
    select count(*) as steps, count(*) filter (where s.state = 'complete') as complete, count(*) filter (where s.state = 'error') as failed
    from tasker.workflow_steps s where s.task_id = e.task_id
  ) c
  order by e.duration_seconds desc, e.task_id desc;
end
$$;
