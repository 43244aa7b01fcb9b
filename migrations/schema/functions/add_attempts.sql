-- Adds figures to analytics_steps. In p_figures each distribution is pairs of a place and how many more are at it. Locks the rows it
-- changes. Called by count_attempts, whose caller holds the marks.
create function tasker.add_attempts(p_figures tasker.analytics_steps[])
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
  insert into tasker.analytics_steps as a
  select f.named_task_id, f.named_step_id, f.span, f.began_at, f.attempts, f.completed, f.failed, f.given_up, f.retried, f.recovered, f.timed,
    f.wait_seconds, f.run_seconds, f.duration_seconds, tasker.raised_distribution(o.waits, f.waits),
    tasker.raised_distribution(o.runs, f.runs), tasker.raised_distribution(o.durations, f.durations)
  from unnest(p_figures) f
  left join lateral (
    select k.waits, k.runs, k.durations from tasker.analytics_steps k
    where k.named_task_id = f.named_task_id and k.named_step_id = f.named_step_id and k.span = f.span and k.began_at = f.began_at limit 1) o on true
  on conflict (named_task_id, named_step_id, span, began_at) do update set attempts = a.attempts + excluded.attempts,
    completed = a.completed + excluded.completed, failed = a.failed + excluded.failed, given_up = a.given_up + excluded.given_up,
    retried = a.retried + excluded.retried, recovered = a.recovered + excluded.recovered, timed = a.timed + excluded.timed,
    wait_seconds = a.wait_seconds + excluded.wait_seconds, run_seconds = a.run_seconds + excluded.run_seconds,
    duration_seconds = a.duration_seconds + excluded.duration_seconds,
    waits = excluded.waits, runs = excluded.runs, durations = excluded.durations;
end
$$;
