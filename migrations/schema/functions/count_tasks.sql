-- Moves the counters of tasks and lets those rest that have nothing left to run: `complete` when no step is incomplete, else
-- `error` when a step is in error, else `cancelled`. A task whose steps run one at a time does not rest while a step waits for
-- nothing but its turn: the best such step is named in `turn_…`, counted as active, and the caller gives it the turn (give_turns).
-- Tasks that annotate get a hook when they rest, those that rest in error a row in dead_letters. The caller holds the locks of the
-- task rows and gives its tasks in task_id order; it says which of them it found `pending` (p_pending) and which run one step at a
-- time (p_serial), null: none, and where the rows of all that it holds stand (p_places, in task_id order), null: look them up.
-- Returns the tasks that rest now, `rested` [[task, state, seconds since its creation]] or null, and those that this starts because
-- a claim could not. Called by advance and reap_worker.
create function tasker.count_tasks(
  p_task_ids uuid[], p_incomplete integer[], p_active integer[], p_pending uuid[], p_serial uuid[],
  p_places tid[], p_now timestamptz,
  out rested jsonb, out turn_task_ids uuid[], out turn_step_ids integer[], out started uuid[])
language plpgsql volatile
as $$
declare
  v_places tid[];
  v_turn_task_ids uuid[];
  v_turn_step_ids integer[];
  v_failed uuid[];
  v_cancelled uuid[];
  v_annotating uuid[];
  v_one record;
begin
  if p_serial is not null then
    select array_agg(d.task_id), array_agg(d.turn) into v_turn_task_ids, v_turn_step_ids
    from (
      select d.task_id, (
        select s.workflow_step_id from tasker.workflow_steps s
        where s.task_id = d.task_id and s.state = 'pending' and s.pending_parents = 1
        order by s.priority desc, s.workflow_step_id limit 1) as turn
      from unnest(p_task_ids, p_active) as d (task_id, active)
      join tasker.tasks t on t.task_id = d.task_id
      where d.task_id = any (p_serial) and t.active_steps + d.active = 0) d
    where d.turn is not null;
  end if;
  if cardinality(p_task_ids) = 1 and p_serial is null then
    v_one := tasker.count_one(p_task_ids[1], p_incomplete[1], p_active[1], p_task_ids[1] = any (p_pending), p_now);
    rested := v_one.rested;
    started := v_one.started;
    v_failed := v_one.failed;
    v_cancelled := v_one.cancelled;
    v_annotating := v_one.annotating;
  else
    -- No more are held than are counted, nearly always: then the places are theirs, in their order.
    v_places := case when cardinality(p_places) = cardinality(p_task_ids) then p_places else array(
      select t.ctid from unnest(p_task_ids) with ordinality as u (task_id, place) left join tasker.tasks t on t.task_id = u.task_id
      order by u.place) end;
    with counted as (
      update tasker.tasks t
      set incomplete_steps = t.incomplete_steps + d.incomplete,
        active_steps = t.active_steps + d.active + d.turn,
        finished_at = case when t.active_steps + d.active + d.turn = 0 then p_now end,
        -- A finished task is no longer paused; the few that are cancelled here follow below.
        paused_at = case when t.incomplete_steps + d.incomplete > 0 then t.paused_at end,
        paused_by = case when t.incomplete_steps + d.incomplete > 0 then t.paused_by end,
        pause_reason = case when t.incomplete_steps + d.incomplete > 0 then t.pause_reason end,
        state = case
          when t.active_steps + d.active + d.turn > 0 then 'in_progress'
          when t.incomplete_steps + d.incomplete = 0 then 'complete'
          when exists (select from tasker.workflow_steps s where s.task_id = t.task_id and s.state = 'error') then 'error'
          else 'cancelled' end
      from (
        select u.task_id, u.incomplete, u.active, coalesce(u.task_id = any (v_turn_task_ids), false)::integer as turn, u.place
        from unnest(p_task_ids, p_incomplete, p_active, v_places) as u (task_id, incomplete, active, place)) d
      where t.ctid = d.place and t.task_id = d.task_id and t.state in ('pending', 'in_progress')
      returning t.task_id, t.state, date_part('epoch', p_now - t.requested_at) as seconds, d.turn,
        t.annotates, coalesce(t.task_id = any (p_pending), false) as started
    ),
    history as (
      insert into tasker.task_transitions (task_id, created_at, from_state, to_state)
      select c.task_id, p_now, 'pending', 'in_progress' from counted c where c.started
      union all
      select c.task_id, p_now, 'in_progress', c.state from counted c where c.state <> 'in_progress'
    )
    -- Most calls end no task in error, cancel none and give no hook: one pass says so.
    select jsonb_agg(jsonb_build_array(c.task_id, c.state, c.seconds)) filter (where c.state <> 'in_progress'),
      array_agg(c.task_id) filter (where c.started),
      array_agg(c.task_id) filter (where c.turn > 0),
      array_agg(c.task_id) filter (where c.state = 'error'),
      array_agg(c.task_id) filter (where c.state = 'cancelled'),
      array_agg(c.task_id) filter (where c.annotates and c.state <> 'in_progress')
    into rested, started, turn_task_ids, v_failed, v_cancelled, v_annotating from counted c;
  end if;
  if turn_task_ids is not null then
    select array_agg(u.step_id order by u.place) into turn_step_ids
    from (
      select array_position(turn_task_ids, v.task_id) as place, v.step_id
      from unnest(v_turn_task_ids, v_turn_step_ids) as v (task_id, step_id)) u
    where u.place is not null;
  end if;
  if v_failed is not null then
    insert into tasker.dead_letters (task_id, named_task_id, failed_at)
    select t.task_id, t.named_task_id, p_now from tasker.tasks t where t.task_id = any (v_failed) order by t.task_id
    on conflict (task_id) do update set failed_at = excluded.failed_at;
  end if;
  if v_cancelled is not null then
    update tasker.tasks t set paused_at = null, paused_by = null, pause_reason = null
    where t.task_id = any (v_cancelled) and t.paused_at is not null;
  end if;
  if v_annotating is not null then
    insert into tasker.annotation_hooks (task_id, named_task_id, due_at)
    select t.task_id, t.named_task_id, p_now from tasker.tasks t where t.task_id = any (v_annotating) order by t.task_id
    on conflict (task_id) do update set due_at = excluded.due_at, attempts = annotation_hooks.attempts + 1;
  end if;
end
$$;
