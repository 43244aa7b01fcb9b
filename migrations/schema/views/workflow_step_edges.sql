-- The graph of every task as rows: one for each dependency.
create view tasker.workflow_step_edges as
select s.task_id, p.parent_id as from_step_id, s.workflow_step_id as to_step_id, 'provides'::text as name
from tasker.workflow_steps s
cross join lateral unnest(s.parent_ids) as p (parent_id);
