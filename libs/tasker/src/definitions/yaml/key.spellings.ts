import { withEntries, type YamlMap, type YamlNode } from './yaml.node.js';

/**
 * Keys of a task as a file spells them, and what the definition calls them; two of one name are two spellings.
 * `taskHandlerClass` and `moduleNamespace` belong to the file, not to the definition.
 */
export const TASK_KEYS: Readonly<Record<string, string>> = {
  name: 'name',
  namespace_name: 'namespace',
  namespace: 'namespace',
  version: 'version',
  description: 'description',
  task_handler_class: 'taskHandlerClass',
  module_namespace: 'moduleNamespace',
  concurrent: 'concurrent',
  concurrency_key: 'concurrencyKey',
  concurrency_limit: 'concurrencyLimit',
  default_dependent_system: 'defaultDependentSystem',
  default_retry_limit: 'defaultRetryLimit',
  default_retryable: 'defaultRetryable',
  named_steps: 'namedSteps',
  schema: 'context',
  custom_events: 'customEvents',
  handler_config: 'handlerConfig',
  searchable: 'searchable',
  configuration: 'configuration',
  staleness: 'staleness',
  retention: 'retention',
  step_templates: 'steps',
  steps: 'steps',
};

/** Keys of a step, likewise; the two dependencies become one list later. */
export const STEP_KEYS: Readonly<Record<string, string>> = {
  name: 'name',
  handler_class: 'handler',
  handler: 'handler',
  description: 'description',
  depends_on_step: 'dependsOnStep',
  depends_on_steps: 'dependsOnSteps',
  default_retry_limit: 'retryLimit',
  retry_limit: 'retryLimit',
  default_retryable: 'retryable',
  retryable: 'retryable',
  skippable: 'skippable',
  timeout: 'timeout',
  backoff: 'backoff',
  queue: 'queue',
  priority: 'priority',
  dependent_system: 'dependentSystem',
  concurrency_key: 'concurrencyKey',
  concurrency_limit: 'concurrencyLimit',
  result_schema: 'result',
  custom_events: 'customEvents',
  handler_config: 'handlerConfig',
};

/** A task, or an environment of one, with the keys of a definition; `environments` is left out. */
export function taskWithOptionKeys(task: YamlMap): YamlMap {
  const renamed = renameKeys(task, TASK_KEYS);
  const steps = renamed.entries.get('steps');
  return steps?.kind === 'list' ? withEntries(renamed, [['steps', { ...steps, items: steps.items.map(stepWithOptionKeys) }]]) : renamed;
}

function stepWithOptionKeys(step: YamlNode): YamlNode {
  return step.kind === 'map' ? renameKeys(step, STEP_KEYS) : step;
}

function renameKeys(map: YamlMap, keys: Readonly<Record<string, string>>): YamlMap {
  const entries = new Map<string, YamlNode>();
  for (const [key, node] of map.entries) {
    if (Object.hasOwn(keys, key)) entries.set(keys[key]!, node);
  }
  return { ...map, entries };
}
