import { connectionOf } from './connection.js';
import { id, json, maybe, moment, objectOf, text, truth } from './shape.js';

/** A typed note on a task. */
export const TaskerAnnotation = objectOf('TaskerAnnotation', 'A typed note on a task.', {
  annotationId: id('In the order of writing.'),
  taskId: id(),
  type: text(),
  annotation: json('What it says: a JSON object.'),
  createdAt: moment(),
});

/** A page of notes. */
export const TaskerAnnotationConnection = connectionOf(TaskerAnnotation);

/** A kind of notes. */
export const TaskerAnnotationType = objectOf('TaskerAnnotationType', 'A kind of notes.', { name: text(), description: maybe(text()) });

/** What a thing of one system is in another one. */
export const TaskerSystemLink = objectOf('TaskerSystemLink', 'What a thing of one system is in another one.', {
  linkId: id(),
  system: text(),
  id: text('Its id there.'),
});

/** A task that retention took out of the tables. */
export const TaskerArchivedTask = objectOf('TaskerArchivedTask', 'A task that retention took out of the tables, as it was then.', {
  taskId: id(),
  namespace: text(),
  name: text(),
  version: text(),
  status: text(),
  requestedAt: moment(),
  finishedAt: moment(),
  archivedAt: moment(),
  document: json('Its rows with the names of their columns: task, steps, both histories, notes.'),
});

/** A link that was found or made. */
export const TaskerMadeLink = objectOf('TaskerMadeLink', 'A link that was found or made.', {
  linkId: id(),
  created: truth('False: it was there.'),
});
