-- The duration that a share (0 to 1) of a distribution does not exceed, in seconds: the geometric middle of its place, which is right to
-- 4.5 %. Null for an empty distribution. Reads nothing. Called by duration_figures and step_durations.
create function tasker.percentile_of(p_distribution bigint[], p_share double precision)
returns double precision
language plpgsql immutable strict parallel safe
as $$
declare
  v_left bigint := (select sum(n) from unnest(p_distribution) as n);
  v_durations bigint;
  v_place integer := 0;
begin
  v_left := greatest(ceil(least(p_share, 1) * v_left), 1);
  foreach v_durations in array p_distribution loop
    v_place := v_place + 1;
    v_left := v_left - v_durations;
    if v_left <= 0 then
      return 0.0001 * power(2, (v_place - 1.5) / 8);
    end if;
  end loop;
  return null;
end
$$;
