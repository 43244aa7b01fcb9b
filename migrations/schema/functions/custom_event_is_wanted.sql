-- Whether one of p_wants is a beginning of this name: 'custom:order.*'. Called by event_is_wanted.
create function tasker.custom_event_is_wanted(p_wants text[], p_name text)
returns boolean
language sql immutable
as $$
  select exists (
    select from unnest(p_wants) as w (want)
    where right(w.want, 2) = '.*' and starts_with('custom:' || p_name, left(w.want, -1)));
$$;
