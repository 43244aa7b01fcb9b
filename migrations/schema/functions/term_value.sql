-- A text as task_terms holds it. A value of the context that is a number with an exponent is written out, as jsonb does; a tag or the name of
-- somebody may look like one and is none. Whoever writes and whoever looks for a term asks it: note_terms, retag_task and lists of tasks.
create function tasker.term_value(p_key text, p_text text)
returns text
language sql immutable
as $$
  select case
    when p_key like 'context.%' and p_text ~ '^-?[0-9]{1,17}([.][0-9]{1,17})?[eE][+-]?[0-9]{1,3}$'
    then tasker.short_term(trim_scale(p_text::numeric)::text)
    else tasker.short_term(p_text) end;
$$;
