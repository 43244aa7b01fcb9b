-- The virtual transactions that may still commit something to the history of tasks and steps: those that hold the lock of a writer on one
-- of its tables, without this one. With p_since, the answer of an earlier call: those of them that are still there. A transaction that was
-- prepared before the server was restarted goes by another name since, -1/…: where one of p_since is gone, all of these stand for it.
-- Called by roll_up and follow_history.
create function tasker.history_writers(p_since text[] default null)
returns text[]
language sql volatile
as $$
  with writer as materialized (
    select distinct l.virtualtransaction as id
    from pg_locks l
    where l.locktype = 'relation' and l.mode = 'RowExclusiveLock' and l.granted
      and l.database = (select d.oid from pg_database d where d.datname = current_database())
      and l.relation in ('tasker.tasks'::regclass, 'tasker.task_transitions'::regclass, 'tasker.workflow_step_transitions'::regclass)
      and l.pid is distinct from pg_backend_pid()
  )
  select coalesce(array_agg(w.id), '{}') from writer w
  where p_since is null or w.id = any (p_since)
    or (w.id like '-1/%' and exists (
      select from unnest(p_since) as s (id) where s.id not in (select o.id from writer o) and s.id not like '-1/%'));
$$;
