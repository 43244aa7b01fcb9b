-- Trigger of both tables of history: puts those of the written rows into the feed that some consumer wants, in the order in which they were
-- written. Without a consumer it writes nothing. Fires once a statement.
create function tasker.feed_transitions()
returns trigger
language plpgsql volatile
as $$
declare
  v_wants text[];
begin
  if not exists (select from tasker.event_consumers) then
    return null;
  end if;
  select array_agg(distinct w.want) into v_wants from tasker.event_consumers c cross join lateral unnest(c.wants) as w (want);
  if tg_table_name = 'task_transitions' then
    insert into tasker.event_feed (created_at, task_id, transition_id, kind, name)
    select e.created_at, e.task_id, e.id, 'task', e.name
    from (
      select w.created_at, w.task_id, w.task_transition_id as id, case when w.from_state = w.to_state then 'action' else w.to_state end as name
      from written w
    ) e
    where tasker.event_is_wanted(v_wants, 'task', e.name)
    order by e.id;
  else
    insert into tasker.event_feed (created_at, task_id, transition_id, kind, name)
    select e.created_at, e.task_id, e.id, 'step', e.name
    from (
      select w.created_at, w.task_id, w.workflow_step_transition_id as id,
        case when w.from_state = w.to_state then 'action' else w.to_state end as name
      from written w
    ) e
    where tasker.event_is_wanted(v_wants, 'step', e.name)
    order by e.id;
  end if;
  return null;
end
$$;
