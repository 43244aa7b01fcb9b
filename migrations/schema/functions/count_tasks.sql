-- Moves the counters of tasks and lets those rest that have nothing left to run: `complete` when no step is incomplete, else
-- `error` when a step is in error, else `cancelled`. A task whose steps run one at a time does not rest while a step waits for
-- nothing but its turn: the best such step is named in `turn_…`, counted as active, and the caller gives it the turn (give_turns).
-- Tasks that annotate get a hook when they rest, those that rest in error a row in dead_letters. The caller holds the locks of the task rows. Returns the tasks that rest now,
-- `rested` [[task, state, seconds since its creation]] or null, and those that this starts because a claim could not. Called by advance and reap_worker.
create function tasker.count_tasks(
  p_task_ids uuid[], p_incomplete integer[], p_active integer[], p_now timestamptz,
  out rested jsonb, out turn_task_ids uuid[], out turn_step_ids integer[], out started uuid[])
language plpgsql volatile
as $$
begin
  with delta as materialized (
    select d.task_id, d.incomplete, d.active, t.state as former,
      case when not t.concurrent and t.active_steps + d.active = 0 then (
        select s.workflow_step_id from tasker.workflow_steps s
        where s.task_id = d.task_id and s.state = 'pending' and s.pending_parents = 1
        order by s.priority desc, s.workflow_step_id limit 1) end as turn
    from unnest(p_task_ids, p_incomplete, p_active) as d (task_id, incomplete, active)
    join tasker.tasks t on t.task_id = d.task_id
  ),
  counted as (
    update tasker.tasks t
    set incomplete_steps = t.incomplete_steps + d.incomplete,
      active_steps = t.active_steps + d.active + (d.turn is not null)::integer,
      finished_at = case when t.active_steps + d.active = 0 and d.turn is null then p_now end,
      -- A finished task is no longer paused; the few that are cancelled here follow below.
      paused_at = case when t.incomplete_steps + d.incomplete > 0 then t.paused_at end,
      paused_by = case when t.incomplete_steps + d.incomplete > 0 then t.paused_by end,
      pause_reason = case when t.incomplete_steps + d.incomplete > 0 then t.pause_reason end,
      state = case
        when t.active_steps + d.active > 0 or d.turn is not null then 'in_progress'
        when t.incomplete_steps + d.incomplete = 0 then 'complete'
        when exists (select from tasker.workflow_steps s where s.task_id = t.task_id and s.state = 'error') then 'error'
        else 'cancelled' end
    from delta d
    where t.task_id = d.task_id and t.state in ('pending', 'in_progress')
    returning t.task_id, t.state, extract(epoch from p_now - t.requested_at) as seconds,
      case when t.annotates then t.named_task_id end as annotating, d.former, d.turn
  ),
  history as (
    insert into tasker.task_transitions (task_id, created_at, from_state, to_state)
    select c.task_id, p_now, m.from_state, m.to_state
    from counted c
    cross join lateral (
      select 'pending' as from_state, 'in_progress' as to_state where c.former = 'pending'
      union all
      select 'in_progress', c.state where c.state <> 'in_progress'
    ) m
  )
  -- Most tasks have neither a turn to give nor a hook: one aggregate for all, and more work only when there is something.
  select jsonb_agg(case when c.turn is null and c.annotating is null then jsonb_build_array(c.task_id, c.state, c.seconds)
      else jsonb_build_array(c.task_id, c.state, c.seconds, c.turn, c.annotating) end)
      filter (where c.state <> 'in_progress' or c.turn is not null),
    array_agg(c.task_id) filter (where c.former = 'pending')
  into rested, started from counted c;
  if rested @? '$[*][1] ? (@ == "error")' then
    insert into tasker.dead_letters (task_id, named_task_id, failed_at)
    select t.task_id, t.named_task_id, p_now
    from jsonb_array_elements(rested) m join tasker.tasks t on t.task_id = (m ->> 0)::uuid
    where m ->> 1 = 'error' order by t.task_id
    on conflict (task_id) do update set failed_at = excluded.failed_at;
  end if;
  if rested @? '$[*][1] ? (@ == "cancelled")' then
    update tasker.tasks t set paused_at = null, paused_by = null, pause_reason = null
    where t.task_id = any (p_task_ids) and t.state = 'cancelled' and t.paused_at is not null;
  end if;
  if rested @? '$[*][3]' then
    insert into tasker.annotation_hooks (task_id, named_task_id, due_at)
    select (m ->> 0)::uuid, (m ->> 4)::integer, p_now from jsonb_array_elements(rested) m
    where m ->> 3 is null and m ->> 4 is not null
    order by 1
    on conflict (task_id) do update set due_at = excluded.due_at, attempts = annotation_hooks.attempts + 1;
    select array_agg((m ->> 0)::uuid) filter (where m ->> 3 is not null), array_agg((m ->> 3)::integer) filter (where m ->> 3 is not null),
      jsonb_agg(jsonb_build_array(m -> 0, m -> 1, m -> 2)) filter (where m ->> 3 is null)
    into turn_task_ids, turn_step_ids, rested
    from jsonb_array_elements(rested) m;
  end if;
end
$$;
