-- Looks again at what the watch found about the next p_limit tasks after p_after: the row of a task that rests or is gone goes, and one
-- of a task that has moved within p_seconds or was paused keeps only what was told. Returns the last task, null at the end. Locks only
-- what it changes, skip locked. Called by BottleneckWatch.
create function tasker.settle_bottlenecks(p_seconds double precision, p_after uuid, p_limit integer)
returns uuid
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_since timestamptz := clock_timestamp() - make_interval(secs => p_seconds);
  v_ids uuid[] := array(
    select b.task_id from tasker.task_bottlenecks b
    where b.task_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000') order by b.task_id limit p_limit);
begin
  with rests as materialized (
    select b.task_id from tasker.task_bottlenecks b
    where b.task_id = any (v_ids)
      and not exists (select from tasker.tasks t where t.task_id = b.task_id and t.finished_at is null)
    for update of b skip locked
  )
  delete from tasker.task_bottlenecks b using rests r where b.task_id = r.task_id;

  with moves as materialized (
    select b.task_id
    from tasker.task_bottlenecks b
    join tasker.tasks t on t.task_id = b.task_id
    where b.task_id = any (v_ids) and b.severity is not null
      and (t.paused_at is not null or tasker.has_moved(b.task_id, v_since))
    for update of b skip locked
  )
  update tasker.task_bottlenecks b set severity = null from moves m where b.task_id = m.task_id;
  return case when cardinality(v_ids) = p_limit then v_ids[p_limit] end;
end
$$;
