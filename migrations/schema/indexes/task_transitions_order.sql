-- What happened to tasks since a look: as tasks_creation.
create index task_transitions_order on tasker.task_transitions
  using brin (task_transition_id) with (autosummarize = on, pages_per_range = 64);
