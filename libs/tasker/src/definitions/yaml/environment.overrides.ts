import { suggestion } from '../../model/near-names.js';
import type { FileProblem } from './file.problem.js';
import { childOf, itemsOf, withEntries, type YamlList, type YamlMap, type YamlNode } from './yaml.node.js';
import { shownText } from './yaml.place.js';

const DEPENDENCIES: readonly string[] = ['dependsOnStep', 'dependsOnSteps'];

/** The environments of a file by name; whatever is no map is left to the schema. */
export function environmentsOf(file: YamlNode): ReadonlyMap<string, YamlMap> {
  const declared = childOf(file, 'environments');
  if (declared?.kind !== 'map') return new Map();
  return new Map(Array.from(declared.entries).filter((entry): entry is [string, YamlMap] => entry[1].kind === 'map'));
}

/** Names of the steps of a task with the keys of a definition. */
export function stepNames(task: YamlMap): ReadonlySet<string> {
  return new Set(itemsOf(childOf(task, 'steps')).flatMap((step) => stepName(step) ?? []));
}

/** Steps that an environment changes though the task does not have them, or changes twice. */
export function strangeSteps(environment: YamlMap, known: ReadonlySet<string>): FileProblem[] {
  const seen = new Set<string>();
  return itemsOf(childOf(environment, 'steps')).flatMap((step): FileProblem[] => {
    const name = stepName(step);
    const node = childOf(step, 'name');
    if (name === undefined || node === undefined) return [];
    const said = `${node.place} is ${shownText(name)}, which`;
    if (!known.has(name)) return [{ line: node.line, text: `${said} is no step of the task`, hint: () => suggestion(name, known) }];
    if (seen.has(name)) return [{ line: node.line, text: `${said} this environment changes a second time` }];
    seen.add(name);
    return [];
  });
}

/**
 * The task as it is in an environment: maps are merged, lists and values replaced, steps merged by name in the order of the task.
 * Of a step, waits with a type of their own and dependencies replace what the task says as a whole.
 */
export function mergedTask(base: YamlMap, environment: YamlMap): YamlMap {
  const steps = childOf(environment, 'steps');
  const merged = mergedMaps(base, withEntries(environment, [['steps', undefined]]));
  const own = childOf(base, 'steps');
  if (own?.kind !== 'list' || steps?.kind !== 'list') return merged;
  return withEntries(merged, [['steps', mergedSteps(own, steps)]]);
}

function mergedSteps(base: YamlList, changes: YamlList): YamlList {
  const byName = new Map(changes.items.map((step) => [stepName(step), step]));
  const items = base.items.map((step) => {
    const change = byName.get(stepName(step));
    return step.kind === 'map' && change?.kind === 'map' ? mergedMaps(withoutReplaced(step, change), change) : step;
  });
  return { ...base, items };
}

/** Waits of one type have keys that mean nothing in another, and the two keys of dependencies are one list. */
function withoutReplaced(step: YamlMap, change: YamlMap): YamlMap {
  const changes: [key: string, node: undefined][] = [];
  if (childOf(childOf(change, 'backoff'), 'type') !== undefined) changes.push(['backoff', undefined]);
  if (DEPENDENCIES.some((key) => change.entries.has(key)))
    changes.push(...DEPENDENCIES.map((key): [string, undefined] => [key, undefined]));
  return withEntries(step, changes);
}

function mergedMaps(base: YamlMap, changes: YamlMap): YamlMap {
  return withEntries(
    base,
    Array.from(changes.entries, ([key, change]) => {
      const own = base.entries.get(key);
      return [key, own?.kind === 'map' && change.kind === 'map' ? mergedMaps(own, change) : change] as const;
    }),
  );
}

function stepName(step: YamlNode): string | undefined {
  const name = childOf(step, 'name');
  return name?.kind === 'scalar' && typeof name.value === 'string' ? name.value : undefined;
}
