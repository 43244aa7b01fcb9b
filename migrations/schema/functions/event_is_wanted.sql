-- Whether somebody who wants p_wants wants an event of this kind and name. Called by those who fill and read the feed.
create function tasker.event_is_wanted(p_wants text[], p_kind text, p_name text)
returns boolean
language sql immutable
as $$
  select array['*', p_kind || ':*', p_kind || ':' || p_name] && p_wants
    or p_kind = 'custom' and tasker.custom_event_is_wanted(p_wants, p_name);
$$;
