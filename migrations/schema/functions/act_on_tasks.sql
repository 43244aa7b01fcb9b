-- One action of a person ('cancel', 'retry', 'pause', 'resume', 'resolve') on many tasks in one transaction, in task_id order. A task
-- that somebody holds is left ('held'), one that is no longer in one of p_states, or no longer paused as p_paused says (null = whatever),
-- too ('left'); the rest is 'changed', 'unchanged' or 'refused'. Ids without a task have no row. Locks the tasks with skip locked in a
-- statement of its own, then each action locks steps and decides. Called by BulkOperations.
create function tasker.act_on_tasks(
  p_action text, p_task_ids uuid[], p_states text[], p_paused boolean, p_actor text, p_reason text)
returns table (task_id uuid, task_state text, outcome text)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set lock_timeout = '10s'
as $$
declare
  v_held uuid[] := array(
    select t.task_id from tasker.tasks t where t.task_id = any (p_task_ids) order by t.task_id for no key update skip locked);
  v_task record;
  v_done record;
begin
  for v_task in
    select t.task_id, t.state, t.task_id = any (v_held) as held,
      t.state = any (coalesce(p_states, array[t.state])) and (t.paused_at is not null) = coalesce(p_paused, t.paused_at is not null) as meant
    from tasker.tasks t where t.task_id = any (p_task_ids) order by t.task_id
  loop
    task_id := v_task.task_id;
    task_state := v_task.state;
    if not v_task.held or not v_task.meant then
      outcome := case when v_task.held then 'left' else 'held' end;
    else
      case p_action
        when 'cancel' then
          select a.task_state, a.refused, a.changed into v_done from tasker.cancel_task(v_task.task_id, p_actor, p_reason) a;
        when 'retry' then
          select a.task_state, a.refused, a.changed into v_done from tasker.retry_steps(v_task.task_id, null, null, p_actor, p_reason) a;
        when 'pause' then
          select a.task_state, a.refused, a.changed into v_done from tasker.pause_task(v_task.task_id, p_actor, p_reason) a;
        when 'resume' then
          select a.task_state, a.refused, a.changed into v_done from tasker.resume_task(v_task.task_id, p_actor, p_reason) a;
        when 'resolve' then
          select a.task_state, a.refused, a.changed into v_done from tasker.resolve_task(v_task.task_id, p_actor, p_reason) a;
      end case;
      task_state := v_done.task_state;
      outcome := case when v_done.refused then 'refused' when v_done.changed then 'changed' else 'unchanged' end;
    end if;
    return next;
  end loop;
end
$$;
