-- A text of at most 224 characters in place of one of any length: as it stands up to 200, of a longer one its beginning and its hash. Called
-- by term_value.
create function tasker.short_term(p_text text)
returns text
language sql immutable
as $$
  select case when char_length(p_text) <= 200 then p_text
    else left(p_text, 160) || encode(sha256(convert_to(p_text, 'UTF8')), 'hex') end;
$$;
