-- The place of each step in its graph. Filter by task_id: the depth is computed for each task that the filter leaves.
create view tasker.step_dag_relationships as
select s.workflow_step_id, s.task_id, s.named_step_id,
  to_jsonb(s.parent_ids) as parent_step_ids, to_jsonb(s.child_ids) as child_step_ids,
  cardinality(s.parent_ids) as parent_count, cardinality(s.child_ids) as child_count,
  cardinality(s.parent_ids) = 0 as is_root_step, cardinality(s.child_ids) = 0 as is_leaf_step,
  d.min_depth as min_depth_from_root
from tasker.tasks t
cross join lateral tasker.calculate_depths(t.task_id) d
join tasker.workflow_steps s on s.task_id = t.task_id and s.workflow_step_id = d.workflow_step_id;
