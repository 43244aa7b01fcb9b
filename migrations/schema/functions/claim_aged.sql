-- Claims due steps as claim_ready does, but first up to p_aging.slots of a lower priority that have waited longer than p_aging.seconds,
-- if there are any: with the queue kept full of higher priority, they would wait for ever. `aged`: marks of the units that gave them;
-- better units were not emptied before them. Called by advance, when its worker has a backlog of several priorities.
create function tasker.claim_aged(
  p_worker uuid, p_limit integer, p_units jsonb, p_aging jsonb, p_now timestamptz,
  out task_ids uuid[], out step_ids integer[], out marks jsonb, out aged jsonb, out origins integer[])
language plpgsql volatile
as $$
declare
  v_units jsonb := tasker.aged_units(p_units, p_aging, p_now);
  v_claim record;
begin
  if v_units is not null then
    select c.task_ids, c.step_ids, c.marks, c.origins into task_ids, step_ids, aged, origins
    from tasker.claim_ready(p_worker, least(p_limit, (p_aging ->> 'slots')::integer), v_units, p_now,
      p_now - make_interval(secs => (p_aging ->> 'seconds')::double precision)) c;
  end if;
  if p_limit > coalesce(cardinality(task_ids), 0) then
    select * into v_claim
    from tasker.claim_ready(p_worker, p_limit - coalesce(cardinality(task_ids), 0), p_units, p_now, p_now) c;
    task_ids := task_ids || v_claim.task_ids;
    step_ids := step_ids || v_claim.step_ids;
    origins := origins || v_claim.origins;
    marks := v_claim.marks;
  end if;
end
$$;
