-- Where tasks stand and what they need (specification: engine core §2.3), one row an existing id, ordered by task_id.
-- A task counts as blocked_by_failures only when nothing else of it can run or is waiting for its time; in error it always does, also
-- when it was stopped before a step of it had failed. Beyond the specification:
-- `cancelled` and `resolved_manually` for tasks that a person ended, `paused` for one that only waits to be resumed; a task without
-- steps is all_complete. All words are listed in docs/explain.md; TypeScript has the same rule (execution.words.ts).
create function tasker.get_task_execution_contexts_batch(input_task_ids uuid[])
returns table (
  task_id uuid, named_task_id integer, status text, total_steps bigint, pending_steps bigint, in_progress_steps bigint,
  completed_steps bigint, failed_steps bigint, ready_steps bigint, execution_status text, recommended_action text,
  completion_percentage numeric, health_status text
)
language sql stable
set enable_seqscan = off
as $$
  with counted as (
    select t.task_id, t.named_task_id, t.state as status, t.paused_at is not null as paused, count(s.task_id) as total,
      count(*) filter (where s.state = 'pending') as pending,
      count(*) filter (where s.state = 'in_progress') as in_progress,
      count(*) filter (where s.state in ('complete', 'resolved_manually')) as completed,
      count(*) filter (where s.state = 'error') as failed,
      count(*) filter (where s.ready_at <= clock_timestamp()) as ready,
      count(*) filter (where s.ready_at > clock_timestamp()) as waiting,
      count(*) filter (where s.state = 'error' and s.ready_at is null) as blocked
    from tasker.tasks t
    left join tasker.workflow_steps s on s.task_id = t.task_id
    where t.task_id = any (input_task_ids)
    group by t.task_id
  ),
  worded as (
    select c.*, case
      when c.status in ('cancelled', 'resolved_manually') then c.status
      when c.ready > 0 then 'has_ready_steps'
      when c.in_progress > 0 then 'processing'
      when c.status = 'error' or (c.blocked > 0 and c.waiting = 0) then 'blocked_by_failures'
      when c.completed = c.total then 'all_complete'
      when c.paused and c.waiting > 0 then 'paused'
      else 'waiting_for_dependencies' end as execution_status
    from counted c
  )
  select w.task_id, w.named_task_id, w.status, w.total, w.pending, w.in_progress, w.completed, w.failed, w.ready,
    w.execution_status,
    case w.execution_status
      when 'has_ready_steps' then 'execute_ready_steps'
      when 'processing' then 'wait_for_completion'
      when 'blocked_by_failures' then 'handle_failures'
      when 'all_complete' then 'finalize_task'
      when 'paused' then 'resume_task'
      when 'waiting_for_dependencies' then 'wait_for_dependencies'
      else 'none' end,
    case when w.total = 0 then 0.0 else round(100.0 * w.completed / w.total, 2) end,
    case
      when (w.failed = 0 and w.status <> 'error') or w.execution_status in ('cancelled', 'resolved_manually') then 'healthy'
      when w.ready > 0 then 'recovering'
      when w.blocked > 0 or w.status = 'error' then 'blocked'
      else 'recovering' end
  from worded w
  order by w.task_id;
$$;
