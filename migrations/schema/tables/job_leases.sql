-- Who runs each recurring job of the cluster, and until when nobody else may. `progress` is the job's own: where its walk through a
-- large table goes on.
create table tasker.job_leases (
  name text not null,
  holder uuid not null,
  until timestamptz not null,
  progress jsonb,
  constraint job_leases_pkey primary key (name)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
