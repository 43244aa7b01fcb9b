-- What was committed to the history of some tasks behind the given ids of transitions of their steps and of their own: at most p_limit rows of
-- each place. Whoever writes to the history of a task holds its row, so that the ids of one task are in the order of their commits.
-- `ends`: [place, id of a step's transition, id of a task's transition] of each task that is there, where its history ends as far as it was
-- read; a place without ids (null) begins at the end. `changes`: [place, document] in the order of a task's moments. Reads by keys and locks
-- nothing. Called by HistoryReader.
create function tasker.follow_tasks(
  p_task_ids uuid[], p_of_steps bigint[], p_of_tasks bigint[], p_limit integer, out ends jsonb, out changes jsonb)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
-- By the key of the history, never by the ranges of its ids.
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_row record;
begin
  with asked as materialized (
    select a.place, a.task_id, a.of_step, a.of_task
    from unnest(p_task_ids, p_of_steps, p_of_tasks) with ordinality as a (task_id, of_step, of_task, place)
    where exists (select from tasker.tasks t where t.task_id = a.task_id)
  ),
  found as materialized (
    select a.place, a.task_id, h.kind, h.id, h.at
    from asked a
    cross join lateral (
      select * from (
        -- Clocks step back: no row comes before one with a lower id.
        select 2 as kind, h.workflow_step_transition_id as id, max(h.created_at) over (order by h.workflow_step_transition_id) as at
        from tasker.workflow_step_transitions h
        where h.task_id = a.task_id and h.workflow_step_transition_id > a.of_step
        union all
        select 3, h.task_transition_id, max(h.created_at) over (order by h.task_transition_id)
        from tasker.task_transitions h
        where h.task_id = a.task_id and h.task_transition_id > a.of_task
      ) u
      order by u.at, u.kind, u.id limit p_limit
    ) h
  )
  select (
      select jsonb_agg(jsonb_build_array(a.place,
        case when a.of_step is null then coalesce((
          select max(h.workflow_step_transition_id) from tasker.workflow_step_transitions h where h.task_id = a.task_id), 0)
        else coalesce((select max(f.id) from found f where f.place = a.place and f.kind = 2), a.of_step) end,
        case when a.of_task is null then coalesce((
          select max(h.task_transition_id) from tasker.task_transitions h where h.task_id = a.task_id), 0)
        else coalesce((select max(f.id) from found f where f.place = a.place and f.kind = 3), a.of_task) end))
      from asked a) as ends,
    o.*
  into v_row
  from (
    select array_agg(f.place order by f.place, f.at, f.kind, f.id) as places, array_agg(f.kind order by f.place, f.at, f.kind, f.id) as kinds,
      array_agg(f.task_id order by f.place, f.at, f.kind, f.id) as task_ids, array_agg(f.id order by f.place, f.at, f.kind, f.id) as ids
    from found f) o;
  ends := coalesce(v_row.ends, '[]');
  changes := '[]';
  if v_row.ids is not null then
    select coalesce(jsonb_agg(jsonb_build_array(v_row.places[d.place], d.document) order by d.place), '[]') into changes
    from tasker.change_documents(v_row.kinds, v_row.task_ids, v_row.ids) d;
  end if;
end
$$;
