-- Claims steps from the queue for a call of advance: finds the units when the worker does not say them, keeps slots for what has waited
-- long, and starts the tasks. `units` and `scan_ms` only when the units were looked for; `due_in_ms` when that claim took less than it
-- might; `started`: the tasks that this started. Takes row locks with skip locked only. Called by advance.
create function tasker.claim_queue(
  p_worker uuid, p_room integer, p_lanes integer[], p_units jsonb, p_aging jsonb, p_now timestamptz,
  out task_ids uuid[], out step_ids integer[], out origins integer[], out marks jsonb, out aged jsonb, out units jsonb,
  out scan_ms double precision, out due_in_ms double precision, out started uuid[])
language plpgsql volatile
as $$
declare
  v_units jsonb := p_units;
  v_scan_began timestamptz;
  v_claim record;
begin
  if p_room <= 0 then
    return;
  end if;
  if p_units is null then
    v_scan_began := clock_timestamp();
    v_units := tasker.ready_units(p_lanes);
    units := v_units;
    scan_ms := 1000 * extract(epoch from clock_timestamp() - v_scan_began);
  end if;
  if v_units = '[]' then
    return;
  end if;
  if p_aging is null then
    v_claim := tasker.claim_ready(p_worker, p_room, v_units, p_now, p_now);
  else
    v_claim := tasker.claim_aged(p_worker, p_room, v_units, p_aging, p_now);
    aged := v_claim.aged;
  end if;
  task_ids := v_claim.task_ids;
  step_ids := v_claim.step_ids;
  origins := v_claim.origins;
  marks := v_claim.marks;
  if task_ids is not null then
    started := tasker.start_tasks(task_ids, p_now);
  end if;
  if p_units is null and p_room > coalesce(cardinality(task_ids), 0) then
    due_in_ms := tasker.next_due(v_units, p_now);
  end if;
end
$$;
