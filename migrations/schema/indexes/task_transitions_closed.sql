-- Tasks that were cancelled or resolved, for lists: nothing leaves these states. What workers write to the history is not in it.
create index task_transitions_closed on tasker.task_transitions (to_state, task_id)
  where to_state in ('cancelled', 'resolved_manually') and from_state <> to_state;
