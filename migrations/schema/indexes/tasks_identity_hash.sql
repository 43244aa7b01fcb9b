-- One task for each identity.
create unique index tasks_identity_hash on tasker.tasks (identity_hash) where identity_hash is not null;
