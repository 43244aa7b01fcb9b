-- Writes what tasks created at p_at can be found by: of those of p_created whose record has `terms` (paths of their context) their tags, who
-- asked for them and the values under the paths; of p_misplaced, whose ids do not say when they were created, that. Locks only what it inserts.
-- Called by create_tasks, for requests with such tasks only.
create function tasker.note_terms(p_created uuid[], p_misplaced uuid[], p_tasks jsonb, p_at timestamptz)
returns void
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
begin
  insert into tasker.task_terms (key, value, task_id)
  select distinct m.key, tasker.term_value(m.key, m.value), m.task_id
  from (
    select v.key, v.value, g.task_id
    from jsonb_to_recordset(p_tasks) as g (task_id uuid, initiator text, source_system text, tags text[], context jsonb, terms text[])
    join unnest(p_created) as c (task_id) on c.task_id = g.task_id
    cross join lateral (
      select 'tag' as key, w.tag as value from unnest(g.tags) as w (tag)
      union all
      select w.key, w.value from (values ('initiator', g.initiator), ('source_system', g.source_system)) as w (key, value)
      where w.value <> 'unknown'
      union all
      select 'context.' || w.path, tasker.context_term(g.context, string_to_array(w.path, '.')) from unnest(g.terms) as w (path)
    ) v
    where g.terms is not null and v.value is not null
    union all
    select 'misplaced', tasker.moment_term(p_at), w.task_id from unnest(p_misplaced) as w (task_id)
  ) m
  order by 1, 2, 3
  on conflict do nothing;
end
$$;
