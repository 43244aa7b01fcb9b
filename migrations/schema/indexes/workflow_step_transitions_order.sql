-- What happened to steps since a look: as tasks_creation.
create index workflow_step_transitions_order on tasker.workflow_step_transitions
  using brin (workflow_step_transition_id) with (autosummarize = on, pages_per_range = 64);
