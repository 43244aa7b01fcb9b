-- Rewrites a create request in which tasks leave steps out (`bypass`) or run one step at a time (`concurrent` false): each graph
-- once for each way in which a task begins with it, its steps with `open`, the parents they begin to wait for, and `bypassed`.
-- A step of a serial task waits for its turn as for one more parent; the best step that waits for nothing else has it at once.
-- The tasks point to these graphs. Called by create_tasks, for such requests only. Locks nothing.
create function tasker.graph_variants(p_graphs jsonb, p_tasks jsonb, out graphs jsonb, out tasks jsonb)
language plpgsql immutable
as $$
begin
  with given as materialized (
    select r.record, r.place, (r.record ->> 'graph')::integer as graph,
      array(select distinct b.place::integer from jsonb_array_elements_text(r.record -> 'bypass') as b (place) order by 1) as bypass,
      -- The task's own priority is that of its steps without one: it may decide which step is first.
      case when r.record -> 'concurrent' = 'false' then coalesce((r.record ->> 'priority')::integer, 0) end as serial
    from (
      select e.record || jsonb_build_object('bypass', coalesce(nullif(e.record -> 'bypass', 'null'), '[]')) as record, e.place
      from jsonb_array_elements(p_tasks) with ordinality as e (record, place)
    ) r
  ),
  variant as materialized (
    select v.*, row_number() over (order by v.graph, v.bypass, v.serial) - 1 as variant
    from (select distinct g.graph, g.bypass, g.serial from given g) v
  ),
  step as (
    select v.variant, v.serial, s.step, s.place, s.place = any (v.bypass) as bypassed, p.open,
      row_number() over (partition by v.variant
        order by p.open > 0 or s.place = any (v.bypass), coalesce((s.step ->> 'priority')::integer, v.serial) desc, s.place) as turn
    from variant v
    cross join lateral jsonb_array_elements(p_graphs -> v.graph) with ordinality as s (step, place)
    cross join lateral (
      select count(*) as open from jsonb_array_elements_text(s.step -> 'parents') as e (parent) where e.parent::integer <> all (v.bypass)
    ) p
  ),
  shaped as (
    select s.variant, jsonb_agg(s.step || jsonb_build_object('bypassed', s.bypassed, 'open',
      case when s.serial is null or s.bypassed or (s.turn = 1 and s.open = 0) then s.open else s.open + 1 end) order by s.place) as steps
    from step s group by s.variant
  )
  select (select jsonb_agg(coalesce(h.steps, '[]') order by v.variant) from variant v left join shaped h on h.variant = v.variant),
    (select jsonb_agg(g.record || jsonb_build_object('graph', v.variant) order by g.place)
      from given g join variant v on v.graph = g.graph and v.bypass = g.bypass and v.serial is not distinct from g.serial)
  into graphs, tasks;
end
$$;
