-- What is told of a set of durations (specification: engine core §7.4), from its distribution and its sum in seconds: count, average,
-- p50, p95, p99 and how many took less than 10 s, less than 30 s and longer. The average is exact, everything else right to 4.5 %. Reads
-- nothing. Called by window_figures and attempt_figures.
create function tasker.duration_figures(p_distribution bigint[], p_seconds double precision)
returns jsonb
language plpgsql immutable
as $$
declare
  -- The last places whose middle is below 10 and 30 seconds.
  c_ten constant integer := floor(1.5 + 8 * log(2, 100000));
  c_thirty constant integer := floor(1.5 + 8 * log(2, 300000));
  v_all bigint := coalesce((select sum(n) from unnest(p_distribution) as n), 0);
  v_ten bigint := coalesce((select sum(n) from unnest(p_distribution[:c_ten]) as n), 0);
  v_thirty bigint := coalesce((select sum(n) from unnest(p_distribution[:c_thirty]) as n), 0);
begin
  return jsonb_build_object('count', v_all, 'average', p_seconds / nullif(v_all, 0),
    'p50', tasker.percentile_of(p_distribution, 0.5), 'p95', tasker.percentile_of(p_distribution, 0.95),
    'p99', tasker.percentile_of(p_distribution, 0.99), 'buckets', jsonb_build_array(v_ten, v_thirty - v_ten, v_all - v_thirty));
end
$$;
