-- Notes by a key that they have, and by its value.
create index task_annotations_content on tasker.task_annotations using gin (annotation);
