-- Makes sure that kinds of notes exist. What is there already is only read, so that no number is used up. Locks what it inserts,
-- in the order of the names; two calls with the same new name make one row. Called by add_annotation and finish_annotation.
create function tasker.use_annotation_types(p_names text[])
returns void
language sql volatile
as $$
  insert into tasker.annotation_types (name)
  select distinct n.name from unnest(p_names) as n (name)
  where not exists (select from tasker.annotation_types y where y.name = n.name)
  order by 1
  on conflict (name) do nothing;
$$;
