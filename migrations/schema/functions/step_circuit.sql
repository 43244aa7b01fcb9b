-- The circuit word of a step. `open`: it failed, and its back-off runs or no attempt is left; `half_open`: the attempt after a failure is
-- due, waits for a person's reset or runs; `closed`: everything else, finished steps included. p_failed: its last attempt failed; p_due: its
-- back-off is over. The one home of the rule: read by the readiness functions, explain_steps and get_system_circuits.
create function tasker.step_circuit(p_state text, p_failed boolean, p_due boolean)
returns text
language sql immutable
as $$
  select case
    when p_state = 'error' and p_due then 'half_open'
    when p_state = 'error' then 'open'
    when p_failed and p_state in ('pending', 'in_progress') then 'half_open'
    else 'closed' end;
$$;
