-- Deletes at most p_limit figures of stretches of time that are kept no longer: those of minutes and of ten minutes (analytics_kept_since), and
-- everything that is older than p_keep. Returns how many; null while somebody else moves the marks.
-- Locks the row of the marks with for update skip locked, as whoever writes figures. Called by RollupJob.
create function tasker.trim_analytics(p_keep interval, p_limit integer default 5000)
returns integer
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_oldest timestamptz := v_now - least(p_keep, interval '300 years');
  v_definitions integer[] := 0 || array(
    select d.named_task_id from tasker.named_tasks d union all select -n.task_namespace_id from tasker.task_namespaces n order by 1);
  v_spans integer[] := '{60, 600, 3600}';
  v_since timestamptz[];
  v_deleted integer;
  v_all integer := 0;
begin
  perform from tasker.analytics_marks for update skip locked;
  if not found then
    return case when exists (select from tasker.analytics_marks) then null else 0 end;
  end if;
  -- A stretch goes when its end is too old.
  v_since := array(
    select greatest(tasker.analytics_kept_since(r.span, v_now), v_oldest - r.span * interval '1 second')
    from unnest(v_spans) with ordinality as r (span, place) order by r.place);
  delete from tasker.analytics_steps a where a.ctid = any (array(
    select k.ctid
    from (
      select distinct l.named_task_id, l.named_step_id from tasker.lanes l union all select d.id, 0 from unnest(v_definitions) as d (id)
    ) n
    cross join unnest(v_spans, v_since) as r (span, since)
    join tasker.analytics_steps k
      on k.named_task_id = n.named_task_id and k.named_step_id = n.named_step_id and k.span = r.span and k.began_at < r.since
    limit p_limit));
  get diagnostics v_all = row_count;
  delete from tasker.analytics_tasks a where a.ctid = any (array(
    select k.ctid
    from unnest(v_definitions) as d (id)
    cross join unnest(v_spans, v_since) as r (span, since)
    join tasker.analytics_tasks k on k.named_task_id = d.id and k.span = r.span and k.began_at < r.since
    limit p_limit - v_all));
  get diagnostics v_deleted = row_count;
  v_all := v_all + v_deleted;
  delete from tasker.analytics_errors a where a.ctid = any (array(
    select k.ctid
    from unnest(v_definitions) as d (id) join tasker.analytics_errors k on k.named_task_id = d.id and k.began_at < v_since[3]
    limit p_limit - v_all));
  get diagnostics v_deleted = row_count;
  v_all := v_all + v_deleted;
  delete from tasker.analytics_slowest a where a.ctid = any (array(
    select k.ctid
    from unnest(v_definitions) as d (id)
    cross join unnest(array['task', 'step']) as w (kind)
    cross join unnest(v_spans, v_since) as r (span, since)
    join tasker.analytics_slowest k on k.named_task_id = d.id and k.kind = w.kind and k.span = r.span and k.began_at < r.since
    limit p_limit - v_all));
  get diagnostics v_deleted = row_count;
  return v_all + v_deleted;
end
$$;
