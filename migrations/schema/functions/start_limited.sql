-- Writes a limited claim: the steps run; each limit in p_started pays a token for each time that it stands there, and counts those that it
-- had no key for (p_keyless). The caller has locked all these rows. Called by claim_under_limits.
create function tasker.start_limited(
  p_worker uuid, p_task_ids uuid[], p_step_ids integer[], p_started integer[], p_keyless integer[], p_now timestamptz)
returns void
language plpgsql volatile
as $$
begin
  update tasker.workflow_steps s
  set state = 'in_progress', ready_at = null, attempts = s.attempts + 1, claimed_by = p_worker, claimed_at = p_now,
    timeout_at = p_now + s.timeout_ms * interval '1 millisecond'
  from unnest(p_task_ids, p_step_ids) as c (task_id, workflow_step_id)
  where s.task_id = c.task_id and s.workflow_step_id = c.workflow_step_id;
  update tasker.limits m
  set tokens = tasker.limit_tokens(m, p_now) - c.times, refilled_at = p_now
  from (select p.limit_id, count(*) as times from unnest(p_started) as p (limit_id) group by p.limit_id) c
  where m.limit_id = c.limit_id and m.rate is not null;
  update tasker.limits m
  set keyless = m.keyless + c.times
  from (select p.limit_id, count(*) as times from unnest(p_keyless) as p (limit_id) group by p.limit_id) c
  where m.limit_id = c.limit_id;
end
$$;
