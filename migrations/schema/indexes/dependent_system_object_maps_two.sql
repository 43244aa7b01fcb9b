-- Finds a pair from its second side; the unique constraint finds it from the first.
create index dependent_system_object_maps_two on tasker.dependent_system_object_maps (dependent_system_two_id, remote_id_two);
