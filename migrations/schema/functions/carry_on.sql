-- Lets a task go on after an action has changed steps of it: counts the open parents of waiting steps anew, frees those that wait for
-- nothing (in a serial task the best one, while no step is active; in a paused task at the time infinity), recounts the counters and
-- moves the task where they say: out of error when something is active again, to rest when nothing is. A task that leaves error loses
-- its dead letter, a hook that did not run yet waits for the next rest, and its time limit begins anew. What was held when a task was
-- stopped (stop_tasks) is freed as everything else that waits for nothing. A finished task is left as it is.
-- `former` and `state` are the states before and after, `released` whether anything of it has a time: workers were notified then.
-- The caller holds the task and its steps (hold_task). Called by every action on steps.
create function tasker.carry_on(
  p_task_id uuid, p_actor text, p_reason text, p_now timestamptz,
  out former text, out state text, out released boolean)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_task record;
  v_count record;
  v_changed integer[];
  v_finished boolean;
begin
  select t.state, t.named_task_id, t.concurrent, t.annotates, case when t.paused_at is null then p_now else 'infinity' end as free_at
  into v_task from tasker.tasks t where t.task_id = p_task_id;
  former := v_task.state;
  state := v_task.state;
  released := false;
  if state is null or state in ('complete', 'cancelled', 'resolved_manually') then
    return;
  end if;

  -- No statement joins the steps of a task with themselves by both columns: a plan for small tasks then reads all of them for each.
  v_changed := array(
    select s.workflow_step_id
    from tasker.workflow_steps s
    cross join lateral (select tasker.count_open_parents(p_task_id, s.parent_ids) as count) o
    where s.task_id = p_task_id and s.state = 'pending' and s.ready_at is null
      and (s.pending_parents <> o.count + (not v_task.concurrent)::integer or (v_task.concurrent and o.count = 0)));
  update tasker.workflow_steps s
  set (pending_parents, ready_at) = (
    select o.count + (not v_task.concurrent)::integer, case when v_task.concurrent and o.count = 0 then v_task.free_at end
    from (select tasker.count_open_parents(p_task_id, s.parent_ids) as count) o)
  where s.task_id = p_task_id and s.workflow_step_id = any (v_changed) and s.state = 'pending';
  if not v_task.concurrent then
    update tasker.workflow_steps s
    set pending_parents = 0, ready_at = v_task.free_at
    where s.task_id = p_task_id and s.workflow_step_id = (
      select k.workflow_step_id from tasker.workflow_steps k
      where k.task_id = p_task_id and k.state = 'pending' and k.ready_at is null and k.pending_parents = 1
      order by k.priority desc, k.workflow_step_id limit 1)
      and not exists (
        select from tasker.workflow_steps a
        where a.task_id = p_task_id and (a.state = 'in_progress' or a.ready_at is not null));
  end if;

  select count(*) filter (where s.state not in ('complete', 'resolved_manually')) as incomplete,
    count(*) filter (where s.state = 'in_progress' or s.ready_at is not null) as active,
    coalesce(bool_or(s.state = 'error'), false) as failed, coalesce(bool_or(s.ready_at < 'infinity'), false) as timed
  into v_count from tasker.workflow_steps s where s.task_id = p_task_id;
  state := case when v_count.active > 0 then case former when 'error' then 'pending' else former end
    when v_count.incomplete = 0 then 'complete' when v_count.failed then 'error' else 'cancelled' end;
  v_finished := carry_on.state in ('complete', 'cancelled');
  released := v_count.timed;
  update tasker.tasks t
  set incomplete_steps = v_count.incomplete, active_steps = v_count.active, state = carry_on.state,
    finished_at = case when v_count.active = 0 then case when carry_on.state = former then t.finished_at else p_now end end,
    paused_at = case when not v_finished then t.paused_at end, paused_by = case when not v_finished then t.paused_by end,
    pause_reason = case when not v_finished then t.pause_reason end
  where t.task_id = p_task_id;
  if released then
    perform pg_notify('tasker.work', '');
  end if;
  if state = former then
    return;
  end if;

  insert into tasker.task_transitions (task_id, created_at, from_state, to_state, actor, reason)
  select p_task_id, p_now, m.from_state, m.to_state, p_actor, p_reason
  from (values
    (former, case when former = 'error' and carry_on.state = 'complete' then 'pending' else carry_on.state end, true),
    ('pending', 'complete', former = 'error' and carry_on.state = 'complete')
  ) as m (from_state, to_state, happens)
  where m.happens;
  if former = 'error' then
    delete from tasker.dead_letters d where d.task_id = p_task_id;
  elsif state = 'error' then
    insert into tasker.dead_letters (task_id, named_task_id, failed_at) values (p_task_id, v_task.named_task_id, p_now);
  end if;
  if former = 'error' and v_count.active > 0 then
    -- Its attempt is counted: a hook that runs at this moment has seen a task that no longer rests, and may not write.
    update tasker.annotation_hooks h set due_at = 'infinity', attempts = h.attempts + 1 where h.task_id = p_task_id;
    insert into tasker.task_deadlines (task_id, deadline_at, limit_seconds)
    select p_task_id, p_now + make_interval(secs => least(l.seconds, 1e10)), l.seconds
    from tasker.named_tasks n
    cross join lateral (select (n.configuration ->> 'maxExecutionTime')::double precision / 1000 as seconds) l
    where n.named_task_id = v_task.named_task_id and l.seconds is not null
    on conflict (task_id) do update set deadline_at = excluded.deadline_at, limit_seconds = excluded.limit_seconds;
  elsif v_count.active = 0 and v_task.annotates then
    insert into tasker.annotation_hooks (task_id, named_task_id, due_at) values (p_task_id, v_task.named_task_id, p_now)
    on conflict (task_id) do update set due_at = excluded.due_at, attempts = annotation_hooks.attempts + 1;
  end if;
  if v_finished then
    delete from tasker.task_deadlines d where d.task_id = p_task_id;
  end if;
end
$$;
