-- Every move of every step in order: an attempt's row becomes two, in_progress at its start and the outcome at its end.
create view tasker.workflow_step_history as
select t.task_id, t.workflow_step_id, t.workflow_step_transition_id, m.created_at, m.from_state, m.to_state,
  t.attempt, t.worker_id, t.actor, t.reason,
  case when m.ends then extract(epoch from t.created_at - t.started_at) end as duration_seconds,
  case when m.ends then t.error end as error, t.metadata
from tasker.workflow_step_transitions t
cross join lateral (
  select t.started_at as created_at, coalesce(
      (select b.to_state from tasker.workflow_step_transitions b
       where b.task_id = t.task_id and b.workflow_step_id = t.workflow_step_id
         and b.workflow_step_transition_id < t.workflow_step_transition_id
       order by b.workflow_step_transition_id desc limit 1), 'pending') as from_state,
    'in_progress' as to_state, false as ends
  where t.started_at is not null
  union all
  select t.created_at, t.from_state, t.to_state, t.started_at is not null
) m;
