import type { TaskDefinitionOptions } from '../step.options.js';
import { retryLimitOfApi } from './api-step.rules.js';
import { childOf, itemsOf, jsonOf, withEntries, type YamlMap, type YamlNode } from './yaml.node.js';

/** What a file says besides the definition. */
export interface FileContent {
  readonly options: TaskDefinitionOptions;
  readonly taskHandlerClass?: string;
  readonly moduleNamespace?: string;
}

/**
 * The tree of a checked task with everything in its place: dependencies in one list, retries as attempts in total, limits that stand in
 * `configuration` beside the others. Each value still knows where it was written.
 */
export function arrangedTask(task: YamlMap): YamlMap {
  const configuration = childOf(task, 'configuration');
  const steps = childOf(task, 'steps');
  return withEntries(task, [
    ...given('maxExecutionTime', childOf(configuration, 'max_execution_time')),
    ...given('priority', childOf(configuration, 'priority')),
    ...given('staleness', arrangedStaleness(childOf(task, 'staleness'))),
    ...given('steps', steps?.kind === 'list' ? { ...steps, items: steps.items.map((step) => arrangedStep(task, step)) } : undefined),
  ]);
}

function arrangedStep(task: YamlMap, step: YamlNode): YamlNode {
  if (step.kind !== 'map') return step;
  return withEntries(step, [
    ['dependsOnStep', undefined],
    ['dependsOnSteps', undefined],
    ...given('dependsOn', dependenciesOf(step)),
    ...given('retryLimit', childOf(step, 'retryLimit') ?? retryLimitOfApi(task, step)),
  ]);
}

function arrangedStaleness(staleness: YamlNode | undefined): YamlNode | undefined {
  const lost = childOf(staleness, 'lost_attempts');
  if (staleness?.kind !== 'map' || lost === undefined) return staleness;
  return withEntries(staleness, [
    ['lost_attempts', undefined],
    ['lostAttempts', lost],
  ]);
}

/** Both keys may be given: a name that stands in both counts once. */
function dependenciesOf(step: YamlMap): YamlNode | undefined {
  const one = childOf(step, 'dependsOnStep');
  const list = childOf(step, 'dependsOnSteps');
  const first = one ?? list;
  if (first === undefined) return undefined;
  const nodes = [...(one === undefined ? [] : [one]), ...itemsOf(list)];
  const seen = new Set<unknown>();
  const items = nodes.filter((node) => !seen.has(jsonOf(node)) && seen.add(jsonOf(node)));
  return { kind: 'list', line: first.line, place: first.place, items };
}

function given(key: string, node: YamlNode | undefined): [string, YamlNode][] {
  return node === undefined ? [] : [[key, node]];
}

/** The values of an arranged task. */
export function contentOf(task: YamlMap): FileContent {
  // The schema has checked the form; what the values mean is checked with every other declaration.
  const { taskHandlerClass, moduleNamespace, ...options } = jsonOf(task) as TaskDefinitionOptions & Omit<FileContent, 'options'>;
  return {
    options,
    ...(taskHandlerClass === undefined ? {} : { taskHandlerClass }),
    ...(moduleNamespace === undefined ? {} : { moduleNamespace }),
  };
}
