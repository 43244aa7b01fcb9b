-- What a task can be found by besides its row: its tags, who asked for it, and the values that its definition declares searchable. A task
-- that has none of these has no row. `value` is as term_value gives it, of misplaced ones the moment of
-- their creation (moment_term). Written at creation (note_terms) and when tags change (retag_task).
create table tasker.task_terms (
  -- tag, initiator, source_system, context.<path>, or misplaced: its id does not say when it was created.
  key text not null,
  value text not null,
  task_id uuid not null,
  constraint task_terms_pkey primary key (key, value, task_id)
);
