-- What a call adds to its report where somebody listens: the tasks that started, and the facts of those and of the ones that rest now.
-- Called by advance and claim_limited.
create function tasker.news_facts(p_rested jsonb, p_started uuid[])
returns jsonb
language plpgsql stable
as $$
begin
  return jsonb_build_object('started', p_started, 'facts', case when p_rested is not null or cardinality(p_started) > 0 then (
    select jsonb_object_agg(f.task_id, f.facts)
    from tasker.task_facts(p_started || array(select (r ->> 0)::uuid from jsonb_array_elements(p_rested) r), false) f) end);
end
$$;
