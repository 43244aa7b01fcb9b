-- Locks the tasks of a batch of outcomes, in task_id order: all of them, waiting up to lock_timeout, or with p_wait false those that nobody
-- else holds. `locked`: those that it got, null = all; `paused`, `pending` and `serial` (one step at a time): which of them are so; the last two
-- are null when there is none, nearly always. `places`: where their rows stand until this transaction writes them, in task_id order, for
-- count_tasks. Called by advance.
create function tasker.hold_tasks(
  p_task_ids uuid[], p_wait boolean, out locked uuid[], out paused uuid[], out pending uuid[], out serial uuid[],
  out places tid[])
language plpgsql volatile
as $$
begin
  paused := '{}';
  if cardinality(p_task_ids) = 0 then
    return;
  end if;
  if p_wait then
    with held as materialized (
      select t.task_id, t.paused_at, t.state, t.concurrent, t.ctid as place from tasker.tasks t
      where t.task_id = any (p_task_ids) order by t.task_id for no key update
    )
    select coalesce(array_agg(h.task_id) filter (where h.paused_at is not null), '{}'),
      array_agg(h.task_id) filter (where h.state = 'pending'), array_agg(h.task_id) filter (where not h.concurrent), array_agg(h.place)
    into paused, pending, serial, places from held h;
    return;
  end if;
  with held as materialized (
    select t.task_id, t.paused_at, t.state, t.concurrent, t.ctid as place from tasker.tasks t
    where t.task_id = any (p_task_ids) order by t.task_id for no key update skip locked
  )
  select coalesce(array_agg(h.task_id) filter (where h.paused_at is not null), '{}'),
    array_agg(h.task_id) filter (where h.state = 'pending'), array_agg(h.task_id) filter (where not h.concurrent),
    coalesce(array_agg(h.task_id), '{}'), array_agg(h.place)
  into paused, pending, serial, locked, places from held h;
  if cardinality(locked) = (select count(distinct u.id) from unnest(p_task_ids) as u (id)) then
    locked := null;
  end if;
end
$$;
