-- Shortest and longest distance of each step of a task from a root, by one pass in topological order: the cost follows steps
-- plus edges, however many paths there are. Steps on or behind a cycle have no depth and are left out.
create function tasker.calculate_depths(input_task_id uuid)
returns table (workflow_step_id integer, min_depth integer, max_depth integer)
language plpgsql stable
set enable_seqscan = off
as $$
declare
  v_parents integer[];
  v_children integer[] := '{}';
  v_first integer[] := '{}';
  v_min integer[] := '{}';
  v_max integer[] := '{}';
  v_queue integer[] := '{}';
  v_head integer := 1;
  v_step integer;
  v_child integer;
begin
  select array_agg(cardinality(s.parent_ids) order by s.workflow_step_id),
    array_agg(s.first_child order by s.workflow_step_id),
    array_agg(case when cardinality(s.parent_ids) = 0 then 0 end order by s.workflow_step_id),
    array_agg(s.workflow_step_id order by s.workflow_step_id) filter (where cardinality(s.parent_ids) = 0)
  into v_parents, v_first, v_min, v_queue
  from (
    select k.workflow_step_id, k.parent_ids,
      1 + coalesce(sum(cardinality(k.child_ids)) over (order by k.workflow_step_id rows between unbounded preceding and 1 preceding), 0)
        as first_child
    from tasker.workflow_steps k where k.task_id = input_task_id
  ) s;
  v_max := v_min;
  v_children := array(
    select c.child from tasker.workflow_steps k cross join lateral unnest(k.child_ids) with ordinality as c (child, place)
    where k.task_id = input_task_id order by k.workflow_step_id, c.place);
  while v_head <= coalesce(cardinality(v_queue), 0) loop
    v_step := v_queue[v_head];
    v_head := v_head + 1;
    for i in v_first[v_step] .. coalesce(v_first[v_step + 1], cardinality(v_children) + 1) - 1 loop
      v_child := v_children[i];
      v_min[v_child] := least(v_min[v_child], v_min[v_step] + 1);
      v_max[v_child] := greatest(v_max[v_child], v_max[v_step] + 1);
      v_parents[v_child] := v_parents[v_child] - 1;
      if v_parents[v_child] = 0 then
        v_queue := v_queue || v_child;
      end if;
    end loop;
  end loop;
  return query
  select u.step, v_min[u.step], v_max[u.step] from unnest(v_queue) as u (step);
end
$$;
