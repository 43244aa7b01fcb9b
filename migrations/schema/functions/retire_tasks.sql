-- Takes finished tasks out of the tables whose definition keeps them for a time that is over: looks at the next p_scan tasks after
-- p_after in task_id order and deletes at most p_limit of them with everything that belongs to them; those whose definition archives
-- are written to archived_tasks in the same transaction. p_policies: {named task id: [seconds, archive]}; others are kept. A task
-- whose state is not in p_states, whose notes are still to be written (annotation_hooks), or of which somebody is still to be told
-- (is_to_be_told), is kept.
-- Locks the tasks with for update skip locked: a task that somebody acts on is left, whoever acts on one of these waits and finds
-- nothing. What was read before the lock is read again. Returns how many tasks were retired, archived and looked at, the last one looked at
-- (null: the end was reached), and whether each of them was too young for any policy. Called by RetentionJob.
create function tasker.retire_tasks(
  p_policies jsonb, p_states text[], p_after uuid, p_limit integer, p_scan integer,
  out retired integer, out archived integer, out scanned integer, out last_id uuid, out young boolean)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
set lock_timeout = '10s'
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_youngest timestamptz := v_now - make_interval(secs => (
    select min((p.value ->> 0)::double precision) from jsonb_each(p_policies) p));
  v_ids uuid[];
begin
  with seen as materialized (
    select t.task_id, t.named_task_id, t.state, t.requested_at, t.finished_at
    from tasker.tasks t
    where t.task_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000') order by t.task_id limit p_scan
  ),
  due as materialized (
    select s.task_id from seen s
    where s.finished_at <= v_now - make_interval(secs => (p_policies -> s.named_task_id::text ->> 0)::double precision)
      and s.state = any (p_states)
      and not exists (select from tasker.annotation_hooks h where h.task_id = s.task_id)
      and not tasker.is_to_be_told(s.task_id)
    order by s.task_id limit p_limit
  ),
  reach as (
    select case when count(*) = p_limit then (array_agg(d.task_id order by d.task_id desc))[1] end as last_id from due d
  )
  select array(select d.task_id from due d), count(*), (array_agg(s.task_id order by s.task_id desc))[1],
    coalesce(bool_and(s.requested_at > v_youngest), false)
  into v_ids, scanned, last_id, young
  from seen s cross join reach r where r.last_id is null or s.task_id <= r.last_id;
  if scanned < p_scan and cardinality(v_ids) < p_limit then
    last_id := null;
  end if;

  v_ids := array(
    select t.task_id from tasker.tasks t where t.task_id = any (v_ids) order by t.task_id for update skip locked);
  v_ids := array(
    select t.task_id from tasker.tasks t
    where t.task_id = any (v_ids) and t.state = any (p_states)
      and t.finished_at <= v_now - make_interval(secs => (p_policies -> t.named_task_id::text ->> 0)::double precision)
      and not exists (select from tasker.annotation_hooks h where h.task_id = t.task_id)
      and not tasker.is_to_be_told(t.task_id));
  retired := cardinality(v_ids);
  archived := tasker.archive_tasks(array(
    select t.task_id from tasker.tasks t
    where t.task_id = any (v_ids) and (p_policies -> t.named_task_id::text ->> 1)::boolean), v_now);
  perform tasker.delete_tasks(v_ids);
end
$$;
