-- What stands in the way of each step of a task, by place: 2 when a step that failed for good stands above it or is it, 1 when a cancelled
-- one does, else 0. Walks from those steps down over pending ones, each once: the cost follows the edges below them, not the paths.
-- Reads only. Called by explain_steps.
create function tasker.blocked_steps(p_task_id uuid)
returns integer[]
language plpgsql stable
set enable_seqscan = off
as $$
declare
  v_own integer[];
  v_marks integer[];
  v_pending boolean[];
  v_first integer[];
  v_children integer[];
  v_open integer[];
  v_head integer;
  v_child integer;
begin
  select array_agg(k.own order by k.workflow_step_id), array_agg(k.state = 'pending' order by k.workflow_step_id),
    array_agg(k.first_child order by k.workflow_step_id)
  into v_own, v_pending, v_first
  from (
    select s.workflow_step_id, s.state,
      case when s.state = 'error' and s.ready_at is null then 2 when s.state = 'cancelled' then 1 else 0 end as own,
      1 + coalesce(sum(cardinality(s.child_ids)) over (order by s.workflow_step_id rows between unbounded preceding and 1 preceding), 0)
        as first_child
    from tasker.workflow_steps s where s.task_id = p_task_id
  ) k;
  v_marks := v_own;
  if not (v_own && '{1,2}') then
    return v_marks;
  end if;
  v_children := array(
    select c.child from tasker.workflow_steps s cross join lateral unnest(s.child_ids) with ordinality as c (child, place)
    where s.task_id = p_task_id order by s.workflow_step_id, c.place);
  for v_mark in reverse 2 .. 1 loop
    v_open := array_positions(v_own, v_mark);
    v_head := 1;
    while v_head <= cardinality(v_open) loop
      for i in v_first[v_open[v_head]] .. coalesce(v_first[v_open[v_head] + 1], cardinality(v_children) + 1) - 1 loop
        v_child := v_children[i];
        if v_pending[v_child] and v_marks[v_child] = 0 then
          v_marks[v_child] := v_mark;
          v_open := v_open || v_child;
        end if;
      end loop;
      v_head := v_head + 1;
    end loop;
  end loop;
  return v_marks;
end
$$;
