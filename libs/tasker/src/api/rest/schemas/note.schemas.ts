import type { JsonSchema } from '../../../model/json.js';
import { ref } from '../contract/route.contract.js';
import { listOf, nullable, object, page, truth, word } from './schema.words.js';

const LINK_ID = word('A number.', { pattern: '^\\d+$' });

/** Notes on tasks and links between systems, as answers and bodies have them. */
export const NOTE_SCHEMAS = {
  TaskAnnotationPage: page('task_annotations', 'TaskAnnotation'),
  TaskAnnotationAnswer: object('One note.', { task_annotation: ref('TaskAnnotation') }),
  NewAnnotation: object('A note to write.', {
    type: word('Its kind, which comes into being with it.', { minLength: 1, maxLength: 64 }),
    annotation: { type: 'object', additionalProperties: true, description: 'What it says.' },
  }),
  CreateAnnotationBody: {
    description: 'The note as it is, or under `task_annotation`.',
    anyOf: [ref('NewAnnotation'), object('Wrapped.', { task_annotation: ref('NewAnnotation') })],
  },
  AnnotationTypeList: object('Kinds of notes by name, at most 1,000.', {
    annotation_types: listOf(object('A kind of notes.', { name: word(), description: nullable(word()) })),
  }),
  SystemLinkList: object('What a thing is linked with, in the order of linking.', {
    links: listOf(object('The same thing in another system.', { link_id: LINK_ID, system: word(), id: word() })),
  }),
  SystemLinkBody: object('Two things that are the same one, whichever is named first.', {
    system_a: word(undefined, { minLength: 1, maxLength: 64 }),
    id_a: word(undefined, { minLength: 1, maxLength: 128 }),
    system_b: word(undefined, { minLength: 1, maxLength: 64 }),
    id_b: word(undefined, { minLength: 1, maxLength: 128 }),
  }),
  SystemLinkAnswer: object('The link.', { link: object('A link.', { link_id: LINK_ID, created: truth('It is new.') }) }),
} satisfies Readonly<Record<string, JsonSchema>>;
