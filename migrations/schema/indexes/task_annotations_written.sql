-- Notes in the order in which they were written, whatever their task.
create index task_annotations_written on tasker.task_annotations (task_annotation_id);
