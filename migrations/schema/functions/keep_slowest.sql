-- Enters durations into the lists of the slowest, which have at most 50 of a definition, kind ('task' or 'step') and stretch of time: p_entries
-- with the stretch of ten minutes in which they ended. Those that ended longer ago than such stretches are kept go into that of the hour
-- alone. Locks the entries it pushes out. Called by those who count history.
create function tasker.keep_slowest(p_entries tasker.analytics_slowest[])
returns void
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_mergejoin = off
-- Each list is looked up by the key (a limit or an offset keeps it so); what is left would be a square.
set enable_nestloop = off
set enable_bitmapscan = off
set jit = off
set work_mem = '64MB'
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  with entry as materialized (
    select e.named_task_id, e.kind, r.span, date_bin(r.span * interval '1 second', e.began_at, timestamptz '2000-01-01 00:00:00+00') as began_at,
      e.duration_seconds, e.task_id, e.workflow_step_id, e.attempt, e.ended_at
    from unnest(p_entries) e
    join (values (600, tasker.analytics_kept_since(600, v_now)), (3600, '-infinity')) as r (span, since) on e.began_at >= r.since
  ),
  -- The lists that one of these enters: it has room, or its last one is faster.
  list as materialized (
    select l.*, coalesce(b.duration_seconds, '-infinity') as bar
    from (select e.named_task_id, e.kind, e.span, e.began_at, max(e.duration_seconds) as longest from entry e group by 1, 2, 3, 4) l
    left join lateral (
      select s.duration_seconds from tasker.analytics_slowest s
      where s.named_task_id = l.named_task_id and s.kind = l.kind and s.span = l.span and s.began_at = l.began_at
      order by s.duration_seconds desc offset 49 limit 1) b on true
    where b.duration_seconds is null or l.longest >= b.duration_seconds
  ),
  place as materialized (
    select c.*, row_number() over (
        partition by c.named_task_id, c.kind, c.span, c.began_at
        order by c.duration_seconds desc, c.task_id desc, c.workflow_step_id desc, c.attempt desc) as place
    from (
      select null::tid as kept, f.*
      from entry f
      where exists (
        select from list l where (l.named_task_id, l.kind, l.span, l.began_at) = (f.named_task_id, f.kind, f.span, f.began_at)
          and f.duration_seconds >= l.bar)
      union all
      select s.*
      from list l
      cross join lateral (
        select k.ctid, k.* from tasker.analytics_slowest k
        where k.named_task_id = l.named_task_id and k.kind = l.kind and k.span = l.span and k.began_at = l.began_at offset 0) s
    ) c
  ),
  pushed_out as (
    delete from tasker.analytics_slowest s where s.ctid = any (array(select p.kept from place p where p.kept is not null and p.place > 50))
  )
  insert into tasker.analytics_slowest
    (named_task_id, kind, span, began_at, duration_seconds, task_id, workflow_step_id, attempt, ended_at)
  select p.named_task_id, p.kind, p.span, p.began_at, p.duration_seconds, p.task_id, p.workflow_step_id, p.attempt, p.ended_at
  from place p where p.kept is null and p.place <= 50 order by 1, 2, 3, 4, 5
  on conflict on constraint analytics_slowest_pkey do nothing;
end
$$;
