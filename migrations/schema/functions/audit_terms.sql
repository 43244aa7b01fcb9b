-- Terms of tasks that contradict their rows: a tag without a term or the reverse, somebody else who asked. Of a task that has no term nothing
-- is asked: rows may be written without them. Called by audit_tasks.
create function tasker.audit_terms()
returns table (rule text, task_id uuid, workflow_step_id integer, detail text)
language sql stable
as $$
  select 'the terms of a task are what its row says', d.task_id, null::integer, format('%s %s', d.key, d.value)
  from (
    (select m.task_id, m.key, m.value from tasker.task_terms m where m.key in ('tag', 'initiator', 'source_system')
     except
     select t.task_id, w.key, tasker.term_value(w.key, w.value)
     from tasker.tasks t
     cross join lateral (
       select 'tag' as key, g.tag as value from unnest(t.tags) as g (tag)
       union all
       select * from (values ('initiator', t.initiator), ('source_system', t.source_system)) as v
     ) w)
    union all
    (select t.task_id, 'tag', tasker.term_value('tag', g.tag)
     from tasker.tasks t cross join lateral unnest(t.tags) as g (tag)
     where exists (select from tasker.task_terms m where m.task_id = t.task_id and m.key <> 'misplaced')
     except
     select m.task_id, m.key, m.value from tasker.task_terms m)
  ) d
  -- What is left of a deleted task is found by audit_leftovers.
  where exists (select from tasker.tasks t where t.task_id = d.task_id);
$$;
