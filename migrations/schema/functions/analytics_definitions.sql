-- The definitions of a namespace, a name and a version, each of which may be left out (null): exact matches; none when nothing is called
-- so. Reads only. Called by the functions that read figures of analytics.
create function tasker.analytics_definitions(p_namespace text, p_name text, p_version text)
returns integer[]
language sql stable
set enable_seqscan = off
as $$
  select coalesce(array_agg(d.named_task_id order by d.named_task_id), '{}')
  from tasker.task_namespaces n
  join tasker.named_tasks d on d.task_namespace_id = n.task_namespace_id
  where (p_namespace is null or n.name = p_namespace) and (p_name is null or d.name = p_name)
    and (p_version is null or d.version = p_version);
$$;
