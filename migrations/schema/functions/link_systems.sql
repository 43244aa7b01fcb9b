-- Finds or creates the link between a thing's two ids in two external systems, whichever is named first; the systems are created
-- on first use. Returns the link's id and whether this call made it. Whatever number of calls comes at once, there is one row:
-- both orders are stored as one, and everything is inserted in one order, so that calls never wait for each other in a circle.
-- Locks only what it inserts. Called by DependentSystems.
create function tasker.link_systems(p_system_a text, p_id_a text, p_system_b text, p_id_b text)
returns table (id bigint, created boolean)
language plpgsql volatile
as $$
declare
  v_a integer;
  v_b integer;
  v_swapped boolean;
begin
  insert into tasker.dependent_systems (name)
  select distinct n.name from unnest(array[p_system_a, p_system_b]) as n (name)
  where not exists (select from tasker.dependent_systems d where d.name = n.name)
  order by 1
  on conflict (name) do nothing;
  v_a := (select d.dependent_system_id from tasker.dependent_systems d where d.name = p_system_a);
  v_b := (select d.dependent_system_id from tasker.dependent_systems d where d.name = p_system_b);
  v_swapped := v_a > v_b or (v_a = v_b and p_id_a collate "C" > p_id_b collate "C");
  loop
    return query
    select m.dependent_system_object_map_id, false from tasker.dependent_system_object_maps m
    where m.dependent_system_one_id = case when v_swapped then v_b else v_a end
      and m.remote_id_one = case when v_swapped then p_id_b else p_id_a end
      and m.dependent_system_two_id = case when v_swapped then v_a else v_b end
      and m.remote_id_two = case when v_swapped then p_id_a else p_id_b end;
    exit when found;
    return query
    insert into tasker.dependent_system_object_maps
      (dependent_system_one_id, remote_id_one, dependent_system_two_id, remote_id_two)
    values (case when v_swapped then v_b else v_a end, case when v_swapped then p_id_b else p_id_a end,
      case when v_swapped then v_a else v_b end, case when v_swapped then p_id_a else p_id_b end)
    on conflict on constraint dependent_system_object_maps_pair_key do nothing
    returning dependent_system_object_map_id, true;
    exit when found;
  end loop;
end
$$;
