-- A distribution with further durations: p_more[i][2] of them at the place p_more[i][1]. Called by those who count history.
create function tasker.raised_distribution(p_distribution integer[], p_more integer[])
returns integer[]
language plpgsql immutable parallel safe
as $$
declare
  v_raised integer[] := coalesce(p_distribution, '{}');
  v_length integer := cardinality(v_raised);
  v_most integer := 0;
begin
  for v_i in 1 .. coalesce(array_length(p_more, 1), 0) loop
    v_most := greatest(v_most, p_more[v_i][1]);
  end loop;
  if v_most > v_length then
    v_raised := v_raised || array_fill(0, array[v_most - v_length]);
  end if;
  for v_i in 1 .. coalesce(array_length(p_more, 1), 0) loop
    v_raised[p_more[v_i][1]] := v_raised[p_more[v_i][1]] + p_more[v_i][2];
  end loop;
  return v_raised;
end
$$;
