import { LINK_HEADER, PAGE_QUERY } from './contract/page.query.js';
import { TASK_PARAMS } from './contract/path.parameter.js';
import { text } from './contract/query.field.js';
import { json, ref, type RouteContract } from './contract/route.contract.js';
import { TASK_ID } from './schemas/task.examples.js';

/** What notes may be narrowed to. */
export const NOTE_QUERY = {
  type: text('Kind of the note.', 'fraud_score'),
  key: text('A key at the top of the note.', 'reviewer'),
  value: text('Its value as text: `5` finds the number and the text. Only with `key`.', 'ada'),
  ...PAGE_QUERY,
};
/** A thing in an external system. */
export const LINK_QUERY = { system: text('The system, required.', 'shop'), id: text('The id there, required.', 'order-17') };

const NOTE = {
  task_id: TASK_ID,
  task_annotation_id: '12',
  annotation_type_name: 'fraud_score',
  annotation: { score: 0.2, reviewer: 'ada' },
  created_at: '2026-03-01T10:02:00.000Z',
};
const PAGE = { ...json('A page', ref('TaskAnnotationPage'), { task_annotations: [NOTE], next_cursor: null }), headers: LINK_HEADER };
const NO_TASK = { 404: 'There is no such task' };
const CONFINED = ' Links belong to no namespace: 403 for a caller that is confined to some.';

/** `GET /tasks/:task_id/annotations` */
export const TASK_NOTES: RouteContract = {
  operationId: 'listTaskAnnotations',
  tag: 'Annotations',
  summary: 'Typed notes on a task, in the order of writing',
  permission: 'tasker.annotation:index',
  params: TASK_PARAMS,
  query: NOTE_QUERY,
  answers: { 200: PAGE },
  refusals: NO_TASK,
};

/** `POST /tasks/:task_id/annotations` */
export const CREATE_NOTE: RouteContract = {
  operationId: 'createTaskAnnotation',
  tag: 'Annotations',
  summary: 'Write a typed note on a task',
  permission: 'tasker.annotation:create',
  params: TASK_PARAMS,
  body: { schema: ref('CreateAnnotationBody'), example: { type: 'fraud_score', annotation: NOTE.annotation } },
  answers: { 201: json('The note', ref('TaskAnnotationAnswer'), { task_annotation: NOTE }) },
  refusals: NO_TASK,
};

/** `GET /annotations` */
export const ALL_NOTES: RouteContract = {
  operationId: 'listAnnotations',
  tag: 'Annotations',
  summary: 'Typed notes on all tasks, by type, key and value',
  description:
    'In the order of writing. For a caller of some namespaces a page looks at 10,000 notes at most: it may have fewer than `limit`, or none, and still a `next_cursor`.',
  permission: 'tasker.annotation:index',
  query: NOTE_QUERY,
  answers: { 200: PAGE },
};

/** `GET /annotation_types` */
export const NOTE_TYPES: RouteContract = {
  operationId: 'listAnnotationTypes',
  tag: 'Annotations',
  summary: 'Kinds of notes that there are',
  permission: 'tasker.annotation:index',
  answers: {
    200: json('The kinds', ref('AnnotationTypeList'), { annotation_types: [{ name: 'fraud_score', description: null }] }),
  },
};

/** `GET /dependent_systems/links` */
export const SHOW_LINKS: RouteContract = {
  operationId: 'listSystemLinks',
  tag: 'Annotations',
  summary: 'What a thing of one system is in other systems',
  description: `In the order of linking.${CONFINED}`,
  permission: 'tasker.annotation:index',
  query: LINK_QUERY,
  answers: {
    200: json('The links', ref('SystemLinkList'), { links: [{ link_id: '3', system: 'billing', id: 'inv-4711' }] }),
  },
};

const LINK = json('The link', ref('SystemLinkAnswer'), { link: { link_id: '3', created: true } });

/** `POST /dependent_systems/links` */
export const CREATE_LINK: RouteContract = {
  operationId: 'linkSystems',
  tag: 'Annotations',
  summary: 'Say that two things of two systems are the same one',
  description: `Systems come into being with their first link.${CONFINED}`,
  permission: 'tasker.annotation:create',
  body: {
    schema: ref('SystemLinkBody'),
    example: { system_a: 'shop', id_a: 'order-17', system_b: 'billing', id_b: 'inv-4711' },
  },
  answers: { 201: LINK, 200: { ...LINK, description: 'The link was there before' } },
};
