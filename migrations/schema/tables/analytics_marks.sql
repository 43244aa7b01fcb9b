-- How far the history is in the figures of analytics: one row, there from the beginning, which whoever deletes tasks locks. What has an id
-- up to a mark is counted, nothing beyond it is. The marks move on to `next` once nobody who wrote when it was taken is still at it
-- (`writers`: virtual transactions). `as_of`: the moment of the marks.
create table tasker.analytics_marks (
  singleton boolean not null default true,
  creation_id bigint not null default 0,
  task_transition_id bigint not null default 0,
  step_transition_id bigint not null default 0,
  as_of timestamptz,
  next jsonb,
  writers text[],
  health jsonb,
  health_at timestamptz,
  health_cost interval,
  constraint analytics_marks_pkey primary key (singleton),
  constraint analytics_marks_one check (singleton)
) with (fillfactor = 50);
insert into tasker.analytics_marks default values;
