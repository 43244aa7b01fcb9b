-- Writes the tags of a task to task_terms in place of those it had there. The caller has changed the task's row and holds it. Called by
-- whatever changes the tags of a task.
create function tasker.retag_task(p_task_id uuid, p_tags text[])
returns void
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_values text[] := array(select distinct tasker.term_value('tag', w.tag) from unnest(p_tags) as w (tag));
begin
  delete from tasker.task_terms m where m.task_id = p_task_id and m.key = 'tag' and m.value <> all (v_values);
  insert into tasker.task_terms (key, value, task_id)
  select 'tag', w.value, p_task_id from unnest(v_values) as w (value) order by 2
  on conflict do nothing;
end
$$;
