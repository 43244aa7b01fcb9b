-- Gives steps of tasks that run one step at a time their turn: handed to the worker while it has room and nothing better is due,
-- as settle_outcomes hands over children, else released to the queue. `released`: units of this worker's lanes that steps were
-- left to; `left_over`: whether any were left to anybody.
-- In a paused task (p_paused) the turn waits for resume_task. The caller holds the locks of the task rows; count_tasks has chosen the steps and
-- counted them. Called by advance and reap_worker.
create function tasker.give_turns(
  p_worker uuid, p_task_ids uuid[], p_step_ids integer[], p_paused uuid[], p_now timestamptz, p_room integer, p_lanes integer[], p_units jsonb,
  out handed_task_ids uuid[], out handed_step_ids integer[], out released jsonb, out left_over boolean)
language plpgsql volatile
as $$
begin
  with chosen as materialized (
    select s.task_id, s.workflow_step_id, s.priority, s.task_id = any (p_paused) as paused,
      s.task_id <> all (p_paused) and tasker.has_lane(p_lanes, s.lane)
        and not tasker.better_is_due(p_units, s.priority, p_now) as mine
    from unnest(p_task_ids, p_step_ids) as g (task_id, workflow_step_id)
    join tasker.workflow_steps s on s.task_id = g.task_id and s.workflow_step_id = g.workflow_step_id
  ),
  placed as materialized (
    select c.*, c.mine and row_number() over (order by c.mine desc, c.priority desc, c.task_id) <= p_room as hand from chosen c
  ),
  given as (
    update tasker.workflow_steps s
    set pending_parents = 0,
      state = case when p.hand then 'in_progress' else s.state end,
      ready_at = case when p.paused then 'infinity' when not p.hand then p_now end,
      attempts = s.attempts + p.hand::integer,
      claimed_by = case when p.hand then p_worker end,
      claimed_at = case when p.hand then p_now end,
      timeout_at = case when p.hand then p_now + s.timeout_ms * interval '1 millisecond' end
    from placed p
    where s.task_id = p.task_id and s.workflow_step_id = p.workflow_step_id and s.state = 'pending' and s.pending_parents = 1
    returning s.task_id, s.workflow_step_id, s.lane, s.priority, p.hand, p.paused
  )
  select array_agg(g.task_id order by g.task_id) filter (where g.hand),
    array_agg(g.workflow_step_id order by g.task_id) filter (where g.hand),
    tasker.released_units(array_agg(g.lane) filter (where not g.hand and not g.paused),
      array_agg(g.priority) filter (where not g.hand and not g.paused), p_lanes, p_now),
    coalesce(bool_or(not g.hand and not g.paused), false)
  into handed_task_ids, handed_step_ids, released, left_over
  from given g;
end
$$;
