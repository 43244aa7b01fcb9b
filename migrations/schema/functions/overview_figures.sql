-- What there is of a namespace, name and version (each may be left out), as far as history is counted (roll_up): tasks that are pending
-- or in progress, namespaces with a task, and names with a task, a name in two namespaces counting twice. Reads the totals of each
-- definition; locks nothing. Called by get_analytics_metrics and AnalyticsReader.
create function tasker.overview_figures(
  p_namespace text, p_name text, p_version text, out active_tasks bigint, out namespaces bigint, out task_types bigint)
language plpgsql stable
set enable_seqscan = off
as $$
begin
  select coalesce(sum(a.pending + a.in_progress), 0), count(distinct d.task_namespace_id), count(distinct (d.task_namespace_id, d.name))
  into active_tasks, namespaces, task_types
  from unnest(tasker.analytics_definitions(p_namespace, p_name, p_version)) as g (named_task_id)
  join tasker.analytics_totals a on a.named_task_id = g.named_task_id and a.created > 0
  join tasker.named_tasks d on d.named_task_id = g.named_task_id;
end
$$;
