-- The value that a context has under a path, as text; null when there is none: nothing there, null, or not a single value. Called by
-- note_terms.
create function tasker.context_term(p_context jsonb, p_path text[])
returns text
language plpgsql immutable
as $$
declare
  v_value jsonb := p_context #> p_path;
begin
  return case jsonb_typeof(v_value)
    when 'string' then v_value #>> '{}' when 'boolean' then v_value::text when 'number' then trim_scale(v_value::numeric)::text end;
end
$$;
