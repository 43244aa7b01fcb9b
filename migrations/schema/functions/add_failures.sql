-- Adds failures of a class of error and an hour to analytics_errors. A step has at most a hundred classes an hour, the others are
-- counted as '…': names that are made up for each failure would fill the table. Locks the rows it changes. Called by count_attempts,
-- whose caller holds the marks.
create function tasker.add_failures(p_failures tasker.analytics_errors[])
returns void
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set enable_material = off
set jit = off
as $$
begin
  with known as (
    select f.*, e.error_class is not null as known
    from unnest(p_failures) f
    left join lateral (
      select k.error_class from tasker.analytics_errors k
      where k.named_task_id = f.named_task_id and k.began_at = f.began_at and k.named_step_id = f.named_step_id
        and k.error_class = f.error_class limit 1) e on true
  ),
  named as (
    select k.*, case when k.known or o.classes + row_number() over (
        partition by k.named_task_id, k.named_step_id, k.began_at, k.known order by k.failures desc, k.error_class) <= 100
      then k.error_class else '…' end as class
    from known k
    cross join lateral (
      select count(*) as classes from tasker.analytics_errors e
      where e.named_task_id = k.named_task_id and e.began_at = k.began_at and e.named_step_id = k.named_step_id
        and e.error_class <> '…') o
  )
  insert into tasker.analytics_errors as a
    (named_task_id, named_step_id, began_at, error_class, failures, permanent, last_at, last_message)
  select n.named_task_id, n.named_step_id, n.began_at, n.class, sum(n.failures), sum(n.permanent), max(n.last_at),
    (array_agg(n.last_message order by n.last_at desc, n.error_class))[1]
  from named n
  group by n.named_task_id, n.named_step_id, n.began_at, n.class
  on conflict (named_task_id, began_at, named_step_id, error_class) do update
  set failures = a.failures + excluded.failures, permanent = a.permanent + excluded.permanent,
    last_message = case when excluded.last_at >= a.last_at then excluded.last_message else a.last_message end,
    last_at = greatest(a.last_at, excluded.last_at);
end
$$;
