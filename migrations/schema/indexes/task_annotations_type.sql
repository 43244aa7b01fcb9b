-- Notes of a type in the order in which they were written.
create index task_annotations_type on tasker.task_annotations (annotation_type_id, task_annotation_id);
