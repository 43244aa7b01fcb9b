-- The same thing under its two ids in two external systems. The lesser side comes first, so that a pair is one row whichever side
-- was named first (link_systems).
create table tasker.dependent_system_object_maps (
  dependent_system_object_map_id bigint generated always as identity,
  dependent_system_one_id integer not null,
  dependent_system_two_id integer not null,
  remote_id_one text not null,
  remote_id_two text not null,
  constraint dependent_system_object_maps_pkey primary key (dependent_system_object_map_id),
  constraint dependent_system_object_maps_pair_key
    unique (dependent_system_one_id, remote_id_one, dependent_system_two_id, remote_id_two),
  constraint dependent_system_object_maps_one_fkey
    foreign key (dependent_system_one_id) references tasker.dependent_systems (dependent_system_id),
  constraint dependent_system_object_maps_two_fkey
    foreign key (dependent_system_two_id) references tasker.dependent_systems (dependent_system_id),
  constraint dependent_system_object_maps_remote_length
    check (char_length(remote_id_one) <= 128 and char_length(remote_id_two) <= 128),
  constraint dependent_system_object_maps_lesser_first
    check ((dependent_system_one_id, remote_id_one collate "C") <= (dependent_system_two_id, remote_id_two collate "C"))
);
