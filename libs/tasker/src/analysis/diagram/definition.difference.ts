import { isDeepStrictEqual } from 'node:util';
import type { StepTemplate, TaskDefinition } from '../../definitions/task-definition.js';
import type { ContentFilter } from '../../events/secret.filter.js';

/** What was declared otherwise. `undefined` stands as null: nothing was declared. Values of sensitive keys are masked. */
export interface FieldChange {
  /** As the field of the definition or step is called, `retryLimit`. */
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** A step that both versions declare, and not alike. */
export interface ChangedStep {
  readonly name: string;
  readonly changes: readonly FieldChange[];
}

/** `to` depends on `from`. */
export interface DeclaredEdge {
  readonly from: string;
  readonly to: string;
}

/** What one version of a definition declares otherwise than another. Steps with one name are the same step. */
export interface DefinitionDifference {
  readonly namespace: string;
  readonly name: string;
  /** Versions. */
  readonly from: string;
  readonly to: string;
  readonly identical: boolean;
  /** Of the definition as a whole. */
  readonly settings: readonly FieldChange[];
  readonly steps: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly ChangedStep[];
    readonly unchanged: readonly string[];
  };
  readonly edges: {
    readonly added: readonly DeclaredEdge[];
    readonly removed: readonly DeclaredEdge[];
    readonly unchanged: readonly DeclaredEdge[];
  };
}

/** Fields of a definition that a version may declare otherwise; steps stand for themselves. What code runs them is no part of what is declared. */
const DEFINITION_FIELDS = [
  'description',
  'concurrent',
  'priority',
  'maxExecutionTime',
  'concurrencyKey',
  'concurrencyLimit',
  'schema',
  'customEvents',
  'configuration',
  'staleness',
  'retention',
  'searchable',
] as const satisfies readonly (keyof TaskDefinition)[];

const STEP_FIELDS = [
  'description',
  'dependsOn',
  'retryLimit',
  'retryable',
  'skippable',
  'queue',
  'priority',
  'timeout',
  'dependentSystem',
  'backoff',
  'resultSchema',
  'customEvents',
  'concurrencyKey',
  'concurrencyLimit',
  'handlerConfig',
] as const satisfies readonly (keyof StepTemplate)[];

/** Fields that hold settings of the user's own, secrets among them. */
const SETTINGS_OF_USERS: ReadonlySet<string> = new Set(['configuration', 'handlerConfig']);

/**
 * How two versions of a definition differ. Linear in their steps and dependencies.
 *
 * @param filter masks what must not be shown of settings
 */
export function definitionDifference(
  from: TaskDefinition,
  to: TaskDefinition,
  filter: Pick<ContentFilter, 'content'>,
): DefinitionDifference {
  const settings = changesOf(from, to, { fields: DEFINITION_FIELDS, filter });
  const steps = stepDifference(from, to, filter);
  const edges = edgeDifference(from, to);
  return {
    ...{ namespace: to.namespace, name: to.name, from: from.version, to: to.version, settings, steps, edges },
    identical: [settings, steps.added, steps.removed, steps.changed].every(({ length }) => length === 0),
  };
}

function changesOf<T extends object>(
  from: T,
  to: T,
  { fields, filter }: { fields: readonly (keyof T & string)[]; filter: Pick<ContentFilter, 'content'> },
): FieldChange[] {
  const changed = fields.filter((field) => !isDeepStrictEqual(from[field], to[field]));
  const shown = (given: T, field: keyof T & string): unknown =>
    (SETTINGS_OF_USERS.has(field) ? filter.content(given[field]) : given[field]) ?? null;
  return changed.map((field) => ({ field, from: shown(from, field), to: shown(to, field) }));
}

function stepDifference(from: TaskDefinition, to: TaskDefinition, filter: Pick<ContentFilter, 'content'>): DefinitionDifference['steps'] {
  const before = new Map(from.steps.map((step) => [step.name, step]));
  const after = new Set(to.steps.map(({ name }) => name));
  const changed: ChangedStep[] = [];
  const unchanged: string[] = [];
  for (const step of to.steps) {
    const earlier = before.get(step.name);
    if (earlier === undefined) continue;
    const changes = changesOf(ordered(earlier), ordered(step), { fields: STEP_FIELDS, filter });
    if (changes.length === 0) unchanged.push(step.name);
    else changed.push({ name: step.name, changes });
  }
  return {
    added: to.steps.filter(({ name }) => !before.has(name)).map(({ name }) => name),
    removed: from.steps.filter(({ name }) => !after.has(name)).map(({ name }) => name),
    changed,
    unchanged,
  };
}

/** The order of dependencies says nothing. */
function ordered(step: StepTemplate): StepTemplate {
  return { ...step, dependsOn: step.dependsOn.toSorted() };
}

function edgeDifference(from: TaskDefinition, to: TaskDefinition): DefinitionDifference['edges'] {
  const [before, after] = [edgesOf(from), edgesOf(to)];
  return {
    added: [...after].filter(([key]) => !before.has(key)).map(([, edge]) => edge),
    removed: [...before].filter(([key]) => !after.has(key)).map(([, edge]) => edge),
    unchanged: [...after].filter(([key]) => before.has(key)).map(([, edge]) => edge),
  };
}

/** By a key that two different edges cannot share: names hold no white space. */
function edgesOf({ steps }: TaskDefinition): Map<string, DeclaredEdge> {
  return new Map(
    steps.flatMap(({ name, dependsOn }) =>
      dependsOn.map((parent): [string, DeclaredEdge] => [`${parent} ${name}`, { from: parent, to: name }]),
    ),
  );
}
