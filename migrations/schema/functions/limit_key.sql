-- The key that a context has under a path, as text; null when there is none: nothing there, null, not a single value, or longer than
-- 256 characters. Called by claim_under_limits.
create function tasker.limit_key(p_context jsonb, p_path text[])
returns text
language plpgsql immutable
as $$
declare
  v_value jsonb := p_context #> p_path;
  v_key text := case jsonb_typeof(v_value)
    when 'string' then v_value #>> '{}' when 'boolean' then v_value::text when 'number' then trim_scale(v_value::numeric)::text end;
begin
  return case when char_length(v_key) <= 256 then v_key end;
end
$$;
