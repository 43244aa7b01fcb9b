-- Events as subscribers need them: p_rows [{position, kind, taskId, transitionId, …}] in the given order, each transition with its document
-- (transition_documents), and the facts of each task once, with its context. `missing`: positions of events whose task or history is no
-- longer stored; they are not among `events`. Called by read_feed and due_deliveries.
create function tasker.event_documents(p_rows jsonb, out tasks jsonb, out events jsonb, out missing bigint[])
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
  v_kinds text[];
  v_task_ids uuid[];
  v_ids bigint[];
begin
  select array_agg(r.row ->> 'kind' order by r.place), array_agg((r.row ->> 'taskId')::uuid order by r.place),
    array_agg((r.row ->> 'transitionId')::bigint order by r.place)
  into v_kinds, v_task_ids, v_ids
  from jsonb_array_elements(p_rows) with ordinality as r (row, place);
  with fact as materialized (select f.task_id, f.facts from tasker.task_facts(v_task_ids, true) f),
  found as materialized (
    select r.place, r.row, r.row ->> 'kind' = 'custom' or d.document is not null as told, f.facts is not null as known,
      case when d.document is null then r.row else r.row || jsonb_build_object('transition', d.document) end as event
    from jsonb_array_elements(p_rows) with ordinality as r (row, place)
    left join tasker.transition_documents(v_kinds, v_task_ids, v_ids) d on d.place = r.place
    left join fact f on f.task_id = (r.row ->> 'taskId')::uuid
  )
  select coalesce((select jsonb_agg(f.facts) from fact f), '[]'),
    coalesce(jsonb_agg(e.event order by e.place) filter (where e.told and e.known), '[]'),
    coalesce(array_agg((e.row ->> 'position')::bigint order by e.place) filter (where not e.told or not e.known), '{}')
  into tasks, events, missing
  from found e;
end
$$;
