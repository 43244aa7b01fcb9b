-- What became of tasks that create_tasks could not insert because of their identity: `duplicates`, [[asked task, existing task]],
-- and `again`, those to insert once more, because the existing task is older than the window (it loses its identity here), or has
-- gone meanwhile. An id that exists is neither: the request is a repetition. Windows count from request to request, and a task of
-- the same call (p_created) is never too old.
-- Locks the tasks that are too old, in task_id order. All inserts of the call that can wait for somebody came before, in the order
-- of their hashes, and whoever holds these locks can insert without waiting: so two such calls never wait for each other.
-- Called by create_tasks when an identity was taken.
create function tasker.resolve_identities(
  p_tasks jsonb, p_created uuid[], p_now timestamptz, out duplicates jsonb, out again jsonb)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_old uuid[];
begin
  with missing as materialized (
    select r.record, r.place, (r.record ->> 'task_id')::uuid as asked, r.record ->> 'identity_hash' as hash,
      (r.record ->> 'identity_seconds')::double precision as seconds
    from jsonb_array_elements(p_tasks) with ordinality as r (record, place)
    where r.record ->> 'identity_hash' is not null
      and not exists (select from tasker.tasks t where t.task_id = (r.record ->> 'task_id')::uuid)
  ),
  found as materialized (
    select m.*, e.task_id as existing, coalesce(
      extract(epoch from p_now - e.requested_at) >= m.seconds and e.task_id <> all (p_created), false) as old
    from missing m left join tasker.tasks e on e.identity_hash = m.hash
  )
  select coalesce(jsonb_agg(jsonb_build_array(f.asked, f.existing) order by f.place) filter (where f.existing is not null and not f.old), '[]'),
    coalesce(jsonb_agg(f.record order by f.place) filter (where f.existing is null or f.old), '[]'),
    array_agg(distinct f.existing) filter (where f.old)
  into duplicates, again, v_old
  from found f;
  if v_old is not null then
    perform from tasker.tasks t where t.task_id = any (v_old) order by t.task_id for no key update;
    update tasker.tasks t set identity_hash = null where t.task_id = any (v_old) and t.identity_hash is not null;
  end if;
end
$$;
