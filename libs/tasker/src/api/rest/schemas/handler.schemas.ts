import type { JsonSchema } from '../../../model/json.js';
import { ref } from '../contract/route.contract.js';
import { anything, count, integer, listOf, moment, nullable, object, oneOfWords, truth, word } from './schema.words.js';

const NAMES = listOf(word());

const STEP_TEMPLATE = object(
  'A declared step.',
  {
    name: word(),
    description: nullable(word()),
    dependent_system: word('The external system that it talks to.'),
    depends_on_step: word('The only step that it depends on; left out when it depends on none or several.'),
    depends_on_steps: NAMES,
    handler_class: word('Class, or class and method, that runs it.'),
    configuration: anything('Settings of its handler; values of sensitive keys are masked.'),
    default_retryable: truth(),
    default_retry_limit: integer('Attempts in total: the first one counts.'),
    skippable: truth('It may be bypassed when a task is created.'),
    queue: word(),
    priority: nullable(integer()),
    timeout_ms: nullable(integer('Of one attempt; null without a limit.')),
    custom_events: listOf(object('An event that its handler publishes.', { name: word(), description: nullable(word()) })),
  },
  { optional: ['depends_on_step'] },
);

const GRAPH = object('The graph that a definition declares, with all dependencies.', {
  nodes: listOf(
    object('A step.', {
      id: word('Its name.'),
      name: word(),
      type: oneOfWords(['step']),
      handler_class: word(),
      configuration: anything('Settings of its handler; values of sensitive keys are masked.'),
      level: count('Longest distance from a step without dependencies.'),
    }),
  ),
  edges: listOf(object('`to` depends on `from`.', { from: word(), to: word(), type: oneOfWords(['dependency']) })),
  execution_order: listOf(word(), 'Each step after all that it depends on.'),
  roots: listOf(word(), 'Steps without dependencies.'),
  leaves: listOf(word(), 'Steps that nothing depends on.'),
  summary: object('The size of the graph.', {
    total_steps: count(),
    total_dependencies: count(),
    has_cycles: truth('False for everything that is registered.'),
    max_depth: count('Highest level.'),
    parallel_branches: count('Steps of the largest level; 1 without one.'),
  }),
});

/** What a process can run. */
export const HANDLER_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  NamespaceList: object('The namespaces that the caller reaches.', {
    namespaces: listOf(
      object('A namespace.', {
        name: word(),
        description: nullable(word()),
        handler_count: count('Tasks, each counted once whatever its versions.'),
      }),
    ),
    total_namespaces: count(),
    generated_at: moment(),
  }),
  HandlerList: object('The tasks of a namespace.', {
    namespace: word(),
    handlers: listOf(
      object('A task with its versions.', {
        name: word(),
        namespace: word(),
        versions: listOf(word(), 'Highest first.'),
        latest_version: word('The highest that is not a pre-release; of pre-releases alone the highest.'),
        handler_count: count('Number of versions.'),
      }),
    ),
    total_handlers: count(),
  }),
  HandlerAnswer: object('A definition.', {
    handler: ref('Handler'),
    generated_at: moment(),
    cache_key: word('The same as long as this version declares the same.'),
  }),
  Handler: object('A definition that this process can run.', {
    name: word(),
    namespace: word(),
    version: word(),
    full_name: word('`<namespace>.<name>@<version>`'),
    description: nullable(word()),
    class_name: nullable(word('Null for a file that names no class.')),
    available: truth('This process has code for every step.'),
    concurrent: truth('False: one step of a task at a time.'),
    hash: word('Equal where graph and options are; class names do not count.'),
    step_templates: listOf(ref('StepTemplate')),
    dependency_graph: ref('HandlerGraph'),
  }),
  StepTemplate: STEP_TEMPLATE,
  HandlerGraph: GRAPH,
};
