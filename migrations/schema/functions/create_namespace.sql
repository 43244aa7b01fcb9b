-- Finds or creates a folder for definitions; a description that is given replaces the one that is there. Returns its id and whether
-- this call made it. Locks the row only when it writes it. Called when a namespace is declared with a description.
create function tasker.create_namespace(p_name text, p_description text)
returns table (task_namespace_id integer, description text, created boolean)
language plpgsql volatile
as $$
declare
  v_created boolean := false;
begin
  if not exists (select from tasker.task_namespaces n where n.name = p_name) then
    insert into tasker.task_namespaces (name, description) values (p_name, p_description) on conflict (name) do nothing;
    v_created := found;
  end if;
  if p_description is not null and not v_created then
    update tasker.task_namespaces n set description = p_description
    where n.name = p_name and n.description is distinct from p_description;
  end if;
  return query
  select n.task_namespace_id, n.description, v_created from tasker.task_namespaces n where n.name = p_name;
end
$$;
