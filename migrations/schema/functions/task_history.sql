-- A stretch of the histories of a task and its steps as one, by time: rows beyond p_task_after and p_step_after in the order of their ids, or
-- before them, backwards (p_descending); p_step_id: only of that step. Each history is read by its key in the order in which it was
-- written, which its rows keep even where the clock was set back: of a row that is older than one before it, that one's time counts
-- (`moment`). At the same moment steps come first. Reads only. Called by TaskHistory.
create function tasker.task_history(
  p_task_id uuid, p_step_id integer, p_task_after bigint, p_step_after bigint, p_descending boolean, p_limit integer)
returns table (
  kind text, transition_id bigint, created_at timestamptz, from_state text, to_state text, actor text, reason text, metadata jsonb,
  workflow_step_id integer, name text, attempt integer, started_at timestamptz, worker_id uuid, wait_seconds real, run_seconds real,
  error jsonb, moment timestamptz)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
-- A bitmap would be of the whole history, or of what all tasks did since that id: the key gives the rows in their order.
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  if p_descending then
    return query
    select m.* from (
      (select 'task' as kind, h.task_transition_id as transition_id, h.created_at, h.from_state, h.to_state, h.actor, h.reason, h.metadata,
          null::integer, null::text, null::integer, null::timestamptz, null::uuid, null::real, null::real, null::jsonb,
          min(h.created_at) over (order by h.task_transition_id desc) as moment
        from (
          select t.* from tasker.task_transitions t
          where t.task_id = p_task_id and t.task_transition_id < p_task_after and p_step_id is null
          order by t.task_transition_id desc limit p_limit
        ) h)
      union all
      (select 'step', h.workflow_step_transition_id, h.created_at, h.from_state, h.to_state, h.actor, h.reason, h.metadata,
          h.workflow_step_id, n.name, h.attempt, h.started_at, h.worker_id, h.wait_seconds, h.run_seconds, h.error,
          min(h.created_at) over (order by h.workflow_step_transition_id desc)
        from (
          select t.* from tasker.workflow_step_transitions t
          where t.task_id = p_task_id and t.workflow_step_transition_id < p_step_after
            and t.workflow_step_id = coalesce(p_step_id, t.workflow_step_id)
          order by t.workflow_step_transition_id desc limit p_limit
        ) h
        join tasker.workflow_steps s on s.task_id = p_task_id and s.workflow_step_id = h.workflow_step_id
        join tasker.named_steps n on n.named_step_id = s.named_step_id)
    ) m
    order by m.moment desc, m.kind desc, m.transition_id desc limit p_limit;
  else
    return query
    select m.* from (
      (select 'task' as kind, h.task_transition_id as transition_id, h.created_at, h.from_state, h.to_state, h.actor, h.reason, h.metadata,
          null::integer, null::text, null::integer, null::timestamptz, null::uuid, null::real, null::real, null::jsonb,
          max(h.created_at) over (order by h.task_transition_id) as moment
        from (
          select t.* from tasker.task_transitions t
          where t.task_id = p_task_id and t.task_transition_id > p_task_after and p_step_id is null
          order by t.task_transition_id limit p_limit
        ) h)
      union all
      (select 'step', h.workflow_step_transition_id, h.created_at, h.from_state, h.to_state, h.actor, h.reason, h.metadata,
          h.workflow_step_id, n.name, h.attempt, h.started_at, h.worker_id, h.wait_seconds, h.run_seconds, h.error,
          max(h.created_at) over (order by h.workflow_step_transition_id)
        from (
          select t.* from tasker.workflow_step_transitions t
          where t.task_id = p_task_id and t.workflow_step_transition_id > p_step_after
            and t.workflow_step_id = coalesce(p_step_id, t.workflow_step_id)
          order by t.workflow_step_transition_id limit p_limit
        ) h
        join tasker.workflow_steps s on s.task_id = p_task_id and s.workflow_step_id = h.workflow_step_id
        join tasker.named_steps n on n.named_step_id = s.named_step_id)
    ) m
    order by m.moment, m.kind, m.transition_id limit p_limit;
  end if;
end
$$;
