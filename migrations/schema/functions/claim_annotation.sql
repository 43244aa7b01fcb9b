-- Takes the hook of a task that came to rest and wants notes written: the one of the given definitions that is due longest, until
-- the lease is over. Its attempt is counted now: who comes with an older number afterwards has lost it. Takes the row lock with
-- skip locked: it never waits. No row when nothing is due. Called by processes that have the handlers of these definitions.
create function tasker.claim_annotation(p_named_task_ids integer[], p_lease interval)
returns table (task_id uuid, attempts integer)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  return query
  with head as materialized (
    select n.named_task_id
    from unnest(p_named_task_ids) as n (named_task_id)
    cross join lateral (
      select h.due_at from tasker.annotation_hooks h
      where h.named_task_id = n.named_task_id and h.due_at <= v_now order by h.due_at limit 1
    ) first
    order by first.due_at
  ),
  due as materialized (
    select c.task_id
    from head d
    cross join lateral (
      select h.task_id from tasker.annotation_hooks h
      where h.named_task_id = d.named_task_id and h.due_at <= v_now order by h.due_at limit 1 for update skip locked
    ) c
    limit 1
  )
  update tasker.annotation_hooks h set due_at = v_now + p_lease, attempts = h.attempts + 1
  from due d where h.task_id = d.task_id
  returning h.task_id, h.attempts;
end
$$;
