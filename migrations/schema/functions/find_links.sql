-- What is linked with a thing by its id in one external system: the other systems and the ids there, in the order in which they were
-- linked. Reads only. Called by DependentSystems.
create function tasker.find_links(p_system text, p_id text)
returns table (id bigint, other_system text, other_id text)
language plpgsql stable
set enable_seqscan = off
as $$
declare
  v_system integer := (select d.dependent_system_id from tasker.dependent_systems d where d.name = p_system);
begin
  return query
  select m.id, d.name, m.remote_id
  from (
    select o.dependent_system_object_map_id as id, o.dependent_system_two_id as system, o.remote_id_two as remote_id
    from tasker.dependent_system_object_maps o
    where o.dependent_system_one_id = v_system and o.remote_id_one = p_id
    union
    select o.dependent_system_object_map_id, o.dependent_system_one_id, o.remote_id_one
    from tasker.dependent_system_object_maps o
    where o.dependent_system_two_id = v_system and o.remote_id_two = p_id
  ) m
  join tasker.dependent_systems d on d.dependent_system_id = m.system
  order by m.id;
end
$$;
