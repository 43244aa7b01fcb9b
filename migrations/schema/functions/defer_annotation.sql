-- Gives a claimed hook back, to be tried again after the wait. False when another attempt owns the row by now. Locks the hook's
-- row. Called by the process that claimed it (claim_annotation), when the hook has failed.
create function tasker.defer_annotation(p_task_id uuid, p_attempts integer, p_wait interval)
returns boolean
language plpgsql volatile
as $$
begin
  update tasker.annotation_hooks h set due_at = clock_timestamp() + p_wait where h.task_id = p_task_id and h.attempts = p_attempts;
  return found;
end
$$;
