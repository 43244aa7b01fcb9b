-- The state machines (specification: engine core §3, completed): every change of state that there is, of tasks and of steps. The
-- functions that act for people ask it (may_move), audit_tasks holds the history against it, and states.ts says the same.
create function tasker.allowed_moves()
returns table (subject text, from_state text, to_state text)
language sql immutable
as $$
  select m.subject, m.from_state, t.to_state
  from (values
    ('task', 'pending', array['in_progress', 'complete', 'error', 'cancelled', 'resolved_manually']),
    ('task', 'in_progress', array['complete', 'error', 'cancelled', 'resolved_manually']),
    ('task', 'error', array['pending', 'cancelled', 'resolved_manually']),
    ('step', 'pending', array['in_progress', 'cancelled', 'resolved_manually', 'complete']),
    ('step', 'in_progress', array['complete', 'error', 'cancelled', 'pending']),
    ('step', 'error', array['in_progress', 'pending', 'cancelled', 'resolved_manually', 'complete'])
  ) as m (subject, from_state, targets)
  cross join lateral unnest(m.targets) as t (to_state);
$$;
