-- What the watch found about unfinished tasks that do not move: the step that holds each of them up, and the severities that were told about it.
-- `severity` is null while the task moves or nothing is severe enough; the row stays then, so that nothing is told twice. It goes when
-- the task rests.
create table tasker.task_bottlenecks (
  task_id uuid not null,
  severity text,
  workflow_step_id integer not null,
  impact_score integer not null,
  found_at timestamptz not null,
  told text[] not null,
  constraint task_bottlenecks_pkey primary key (task_id),
  constraint task_bottlenecks_severity_word check (severity in ('Low', 'Medium', 'High', 'Critical'))
) with (fillfactor = 70);
