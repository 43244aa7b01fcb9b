-- Warnings that were not told yet.
create index task_warnings_untold on tasker.task_warnings (noticed_at) where told_at is null;
