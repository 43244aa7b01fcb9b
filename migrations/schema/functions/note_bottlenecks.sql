-- Writes down what an analysis found about tasks that do not move, and returns what is to be told: severities that were not told of their
-- task before. p_found: [{task_id, severity, workflow_step_id, impact_score}], one a task; a severity of null says that nothing is severe
-- enough. Tasks that rest by now, or have moved within p_seconds (has_moved), are left out. Locks only the rows that it writes, in task_id
-- order. Called by BottleneckWatch.
create function tasker.note_bottlenecks(p_found jsonb, p_seconds double precision)
returns table (
  task_id uuid, namespace text, name text, version text, correlation_id text, severity text, workflow_step_id integer, step text,
  impact_score integer, since timestamptz)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_since timestamptz := clock_timestamp() - make_interval(secs => p_seconds);
  v_found record;
  v_told text[];
begin
  for v_found in
    select f.* from jsonb_to_recordset(p_found) as f (task_id uuid, severity text, workflow_step_id integer, impact_score integer)
    order by f.task_id
  loop
    if v_found.severity is null then
      update tasker.task_bottlenecks b set severity = null where b.task_id = v_found.task_id and b.severity is not null;
      continue;
    end if;
    -- It may have gone on while it was analysed.
    continue when tasker.has_moved(v_found.task_id, v_since);
    -- The row is there before it is locked: of two who find the same, one waits for the other here, and sees what was told.
    insert into tasker.task_bottlenecks (task_id, severity, workflow_step_id, impact_score, found_at, told)
    select t.task_id, v_found.severity, v_found.workflow_step_id, v_found.impact_score, clock_timestamp(), '{}'
    from tasker.tasks t where t.task_id = v_found.task_id and t.finished_at is null
    on conflict do nothing;
    select b.told into v_told from tasker.task_bottlenecks b where b.task_id = v_found.task_id for update;
    continue when not found;
    update tasker.task_bottlenecks b
    set severity = v_found.severity, workflow_step_id = v_found.workflow_step_id, impact_score = v_found.impact_score,
      found_at = clock_timestamp(), told = case when v_found.severity = any (v_told) then v_told else v_told || v_found.severity end
    where b.task_id = v_found.task_id;
    continue when v_found.severity = any (v_told);
    return query
    select t.task_id, n.name, d.name, d.version, t.correlation_id, v_found.severity, v_found.workflow_step_id, m.name, v_found.impact_score,
      tasker.last_move(t.task_id, t.requested_at)
    from tasker.tasks t
    join tasker.named_tasks d on d.named_task_id = t.named_task_id
    join tasker.task_namespaces n on n.task_namespace_id = d.task_namespace_id
    join tasker.workflow_steps s on s.task_id = t.task_id and s.workflow_step_id = v_found.workflow_step_id
    join tasker.named_steps m on m.named_step_id = s.named_step_id
    where t.task_id = v_found.task_id;
  end loop;
end
$$;
