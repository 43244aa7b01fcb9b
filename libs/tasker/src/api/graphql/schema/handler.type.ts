import { is, json, many, maybe, moment, number, objectOf, text, truth, whole } from './shape.js';
import { words } from './words.js';

/** A folder of definitions. */
export const TaskerNamespace = objectOf('TaskerNamespace', 'A folder of definitions.', {
  name: text(),
  description: maybe(text()),
  handlers: whole('Tasks, each counted once whatever its versions.'),
});

/** A task of a namespace with its versions. */
export const TaskerHandlerVersions = objectOf('TaskerHandlerVersions', 'A task of a namespace with its versions.', {
  namespace: text(),
  name: text(),
  versions: many(text('Highest first.')),
  latestVersion: text('The highest that is not a pre-release.'),
});

const CustomEvent = objectOf('TaskerCustomEvent', 'An event that a step declares.', { name: text(), description: maybe(text()) });

const StepTemplate = objectOf('TaskerStepTemplate', 'A declared step.', {
  name: text(),
  description: maybe(text()),
  dependentSystem: text(),
  dependsOn: many(text()),
  handlerClass: text('Class, or class and method, that runs it.'),
  configuration: json('Values of sensitive keys are masked.'),
  retryable: truth(),
  retryLimit: whole('Attempts in total.'),
  skippable: truth(),
  queue: text(),
  priority: maybe(whole()),
  timeoutMs: maybe(number()),
  customEvents: many(is(() => CustomEvent)),
});

const HandlerNode = objectOf('TaskerHandlerNode', 'A step in the graph of a definition.', {
  name: text(),
  handlerClass: text(),
  configuration: json(),
  level: whole('Longest distance from a root.'),
});

/** A dependency between two declared steps. */
const HandlerEdge = objectOf('TaskerHandlerEdge', '`to` depends on `from`.', { from: text(), to: text() });

const GraphSummary = objectOf('TaskerGraphSummary', 'The size of a declared graph.', {
  totalSteps: whole(),
  totalDependencies: whole(),
  hasCycles: truth(),
  maxDepth: whole(),
  parallelBranches: whole('Steps of the largest level.'),
});

const HandlerGraph = objectOf('TaskerHandlerGraph', 'The graph that a definition declares.', {
  nodes: many(is(() => HandlerNode)),
  edges: many(is(() => HandlerEdge)),
  executionOrder: many(text('Each after all that it depends on.')),
  roots: many(text()),
  leaves: many(text()),
  summary: is(() => GraphSummary),
});

/** A definition that the process can run. */
export const TaskerHandler = objectOf('TaskerHandler', 'A definition that this process can run.', {
  namespace: text(),
  name: text(),
  version: text(),
  fullName: text(),
  description: maybe(text()),
  className: maybe(text()),
  available: truth('This process has code for every step.'),
  concurrent: truth('False: one step of a task at a time.'),
  hash: text(),
  stepTemplates: many(is(() => StepTemplate)),
  dependencyGraph: is(() => HandlerGraph),
});

const FieldChange = objectOf('TaskerFieldChange', 'A value that differs.', { field: text(), from: maybe(json()), to: maybe(json()) });

const ChangedStep = objectOf('TaskerChangedStep', 'A step that differs.', { name: text(), changes: many(is(() => FieldChange)) });

const StepDifference = objectOf('TaskerStepDifference', 'Steps of two versions.', {
  added: many(text()),
  removed: many(text()),
  changed: many(is(() => ChangedStep)),
  unchanged: many(text()),
});

const EdgeDifference = objectOf('TaskerEdgeDifference', 'Dependencies of two versions.', {
  added: many(is(() => HandlerEdge)),
  removed: many(is(() => HandlerEdge)),
  unchanged: many(is(() => HandlerEdge)),
});

/** What differs between two versions. */
export const TaskerDefinitionDifference = objectOf('TaskerDefinitionDifference', 'What differs between two versions of a definition.', {
  namespace: text(),
  name: text(),
  from: text('A version.'),
  to: text('A version.'),
  identical: truth(),
  settings: many(is(() => FieldChange, 'Of the definition as a whole.')),
  steps: is(() => StepDifference),
  edges: is(() => EdgeDifference),
});

/** How a picture is drawn. */
export const TaskerDiagramFormat = words('TaskerDiagramFormat', ['mermaid', 'svg', 'html'], 'How a picture is drawn: each is text.');

const DiagramNode = objectOf('TaskerDiagramNode', 'A box of a picture.', {
  id: text(),
  kind: text('task, definition, step or group.'),
  label: many(text('Its lines.')),
  tone: text('How it stands.'),
  level: whole(),
  critical: truth('On the way that decides when the task is finished.'),
  url: maybe(text()),
  facts: json(),
});

const DiagramEdge = objectOf('TaskerDiagramEdge', 'An arrow of a picture.', {
  from: text(),
  to: text(),
  label: maybe(text()),
  tone: text(),
  critical: truth(),
});

const HeadingEntry = objectOf('TaskerDiagramHeading', 'A word and its value above a picture.', { word: text(), value: text() });

/** What a picture shows. */
export const TaskerDiagram = objectOf('TaskerDiagram', 'What a picture shows.', {
  title: text(),
  heading: many(is(() => HeadingEntry)),
  nodes: many(is(() => DiagramNode)),
  edges: many(is(() => DiagramEdge)),
  condensed: truth('Too large to be drawn step by step: the boxes stand for groups of levels.'),
  totalSteps: whole(),
  totalDependencies: whole(),
  generatedAt: moment(),
});
