import type { JsonSchema } from '../../../model/json.js';
import { TASK_STATES } from '../../../model/states.js';
import { TONE_WORDS } from '../../../analysis/diagram/diagram.js';
import { ref } from '../contract/route.contract.js';
import { anything, count, integer, listOf, mapOf, moment, number, object, oneOfWords, truth, word } from './schema.words.js';

const TONES = Object.keys(TONE_WORDS);

const NODE = object(
  'A box.',
  {
    id: word('Letters, digits, `_` and `-`.', { examples: ['step_12'] }),
    label: word('Its lines.'),
    shape: oneOfWords(['box']),
    style: word('As `fill:#d9f2df;`.'),
    url: word('Where more is told of it; only with the option `diagrams.linkBase`.', { format: 'uri' }),
    attributes: ref('DiagramNodeAttributes'),
  },
  { optional: ['url'] },
);

const NODE_FACTS = {
  status: oneOfWords(TASK_STATES),
  workflow_step_id: integer('Place of the step in its task.'),
  attempts: count('Attempts begun.'),
  retry_limit: integer('Attempts in total: the first one counts.'),
  duration_seconds: number('Of the latest attempt.'),
  next_retry_at: moment('When a failed step is tried again.'),
  reason: word('Why it is not finished: a word of the explanation.'),
  message: word('The same as a sentence; of a declared step its description.'),
  error: word('Message of the latest failure, at most 200 columns.'),
  counts: mapOf(count(), 'Of a group: its steps by tone.'),
  changes: listOf(word(), 'Of a step that changed between two versions: in what.'),
};

const NODE_ATTRIBUTES = object(
  'What is known of a box; what does not apply is left out.',
  {
    kind: oneOfWords(['task', 'definition', 'step', 'group']),
    name: word('In full.'),
    level: integer('Row, from 0 on.'),
    critical: truth('It is on the critical path.'),
    tone: oneOfWords(TONES, 'What it is painted for.'),
    ...NODE_FACTS,
  },
  { optional: Object.keys(NODE_FACTS) },
);

const EDGE = object(
  'An arrow.',
  {
    source_id: word(),
    target_id: word(),
    label: word('`provides` for a dependency.'),
    type: oneOfWords(['solid', 'dashed']),
    direction: oneOfWords(['forward']),
    attributes: object('Of an arrow.', { critical: truth('It is on the critical path.'), tone: oneOfWords(['plain', 'added', 'removed']) }),
  },
  { optional: ['label'] },
);

const CHANGES = listOf(
  object('What was declared otherwise.', {
    field: word('Name of what was declared.', { examples: ['retry_limit'] }),
    from: anything('As it was declared; null: nothing was.'),
    to: anything('As it is declared; null: nothing is.'),
  }),
);
const NAMES = listOf(word());
const EDGES = listOf(object('`to` depends on `from`.', { from: word(), to: word() }));

/** Pictures, and what they are made of. */
export const DIAGRAM_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Diagram: object('A picture as boxes and arrows.', {
    title: word(),
    direction: oneOfWords(['TD'], 'From top to bottom.'),
    nodes: listOf(ref('DiagramNode')),
    edges: listOf(ref('DiagramEdge')),
    attributes: object('Of the whole picture.', {
      condensed: truth('There are more than 200 steps or 500 arrows: boxes stand for groups of levels.'),
      total_steps: count('Steps, drawn or not.'),
      total_dependencies: count('Dependencies, drawn or not.'),
      generated_at: moment(),
    }),
  }),
  DiagramNode: NODE,
  DiagramNodeAttributes: NODE_ATTRIBUTES,
  DiagramEdge: EDGE,
  HandlerDifference: object('How two versions of a definition differ.', {
    namespace: word(),
    name: word(),
    from: word('A version.'),
    to: word('A version.'),
    identical: truth('They declare the same.'),
    settings: CHANGES,
    steps: object('Steps with one name are the same step.', {
      added: NAMES,
      removed: NAMES,
      changed: listOf(object('A step that both declare, and not alike.', { name: word(), changes: CHANGES })),
      unchanged: NAMES,
    }),
    edges: object('Dependencies.', { added: EDGES, removed: EDGES }),
  }),
};
