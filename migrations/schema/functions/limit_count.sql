-- A number of rows that a caller may ask for at once, 10 when none is given; raises when it is not from 1 to 50. Reads nothing. Called
-- by get_slowest_steps, get_slowest_tasks, step_figures and error_figures.
create function tasker.limit_count(p_limit integer)
returns integer
language plpgsql immutable
as $$
begin
  if p_limit not between 1 and 50 then
    raise exception 'limit_count: % is not a number of rows from 1 to 50', p_limit
      using errcode = 'invalid_parameter_value', hint = 'Give one of these, or leave it out for 10.';
  end if;
  return coalesce(p_limit, 10);
end
$$;
