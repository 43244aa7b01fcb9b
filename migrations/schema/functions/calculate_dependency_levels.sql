-- Level of each step: its longest distance from a root (specification: engine core §2.4), ordered by level and id.
create function tasker.calculate_dependency_levels(input_task_id uuid)
returns table (workflow_step_id integer, dependency_level integer)
language sql stable
as $$
  select d.workflow_step_id, d.max_depth from tasker.calculate_depths(input_task_id) d order by d.max_depth, d.workflow_step_id;
$$;
