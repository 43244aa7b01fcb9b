import { customEventNameProblem } from '../events/custom-event.catalog.js';
import { malformedPlaceholders, missingVariables } from './config.variables.js';
import { retentionProblems, stalenessProblems } from './lifecycle.rules.js';
import { suggestion } from '../model/near-names.js';
import { backoffProblems } from './step.backoff.js';
import { STEP_OPTIONS, TASK_OPTIONS, type StepOptions, type TaskDefinitionOptions } from './step.options.js';
import type { DeclarationProblem } from './task-declaration.js';
import {
  booleanProblem,
  concurrencyProblem,
  descriptionProblem,
  isPlainObject,
  jsonObjectProblem,
  keyPathProblem,
  limitProblem,
  nameProblem,
  priorityProblem,
  retryLimitProblem,
  stepNameProblem,
  versionProblem,
} from './value.rules.js';

const MOST_SEARCHABLE = 10;

/** What the rules read besides the declaration. */
export interface RuleContext {
  /** Environment variables that placeholders may name. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Says what is wrong with the value of one key; a text is the problem of the key itself. */
type KeyRule = (value: unknown, context: RuleContext) => string | undefined | readonly DeclarationProblem[];

const STEP_RULES: Readonly<Record<keyof StepOptions, KeyRule>> = {
  dependsOn: (value) => ([value].flat().every((name) => typeof name === 'string') ? undefined : 'must be a step name or a list of them'),
  retryLimit: retryLimitProblem,
  retryable: booleanProblem,
  skippable: booleanProblem,
  queue: (value) => nameProblem(value),
  priority: priorityProblem,
  timeout: limitProblem,
  dependentSystem: (value) => nameProblem(value),
  description: descriptionProblem,
  backoff: backoffProblems,
  result: contentProblem,
  customEvents: eventProblems,
  concurrencyKey: keyPathProblem,
  concurrencyLimit: concurrencyProblem,
  handlerConfig: configProblems,
};

const TASK_RULES: Readonly<Record<keyof TaskDefinitionOptions, KeyRule>> = {
  name: (value) => nameProblem(value),
  namespace: (value) => nameProblem(value),
  version: versionProblem,
  description: descriptionProblem,
  context: contentProblem,
  concurrent: booleanProblem,
  priority: priorityProblem,
  maxExecutionTime: limitProblem,
  defaultRetryLimit: retryLimitProblem,
  defaultRetryable: booleanProblem,
  defaultDependentSystem: (value) => nameProblem(value),
  namedSteps: namedStepsProblems,
  concurrencyKey: keyPathProblem,
  concurrencyLimit: concurrencyProblem,
  handlerConfig: configProblems,
  customEvents: eventProblems,
  searchable: searchableProblems,
  configuration: jsonObjectProblem,
  staleness: stalenessProblems,
  retention: retentionProblems,
  steps: (value) => (Array.isArray(value) ? undefined : 'must be a list'),
};

/** Everything wrong with the options of a task, its steps aside. */
export function taskProblems(options: TaskDefinitionOptions, context: RuleContext): DeclarationProblem[] {
  const name: DeclarationProblem[] = options.name === undefined ? [{ path: ['name'], message: 'must be given' }] : [];
  return [...unknownOptions(options, TASK_OPTIONS), ...name, ...broken(options, TASK_RULES, context), ...halfLimits(options)];
}

/** Everything wrong with the options of one step, its place in the graph aside. */
export function stepProblems(options: StepOptions, context: RuleContext, known: readonly string[] = STEP_OPTIONS): DeclarationProblem[] {
  return [...unknownOptions(options, known), ...broken(options, STEP_RULES, context), ...halfLimits(options)];
}

/** A key without a limit, or the reverse; one that is wrong by itself is a problem of its own. */
function halfLimits({ concurrencyKey, concurrencyLimit }: Pick<StepOptions, 'concurrencyKey' | 'concurrencyLimit'>): DeclarationProblem[] {
  if (concurrencyLimit === undefined && keyPathProblem(concurrencyKey) === undefined) return [half('concurrencyKey', 'a limit')];
  if (concurrencyKey === undefined && concurrencyProblem(concurrencyLimit) === undefined) return [half('concurrencyLimit', 'a key')];
  return [];
}

function half(given: string, missing: string): DeclarationProblem {
  return { path: [given], message: `has no effect without ${missing}: give both, or neither` };
}

function unknownOptions(options: object, known: readonly string[]): DeclarationProblem[] {
  const unknown = Object.keys(options).filter((key) => !known.includes(key));
  return unknown.map((key) => ({ path: [key], message: `is not an option${suggestion(key, known)}` }));
}

function broken(options: object, rules: Readonly<Record<string, KeyRule>>, context: RuleContext): DeclarationProblem[] {
  return Object.entries(options).flatMap(([key, value]) => {
    const found = value === undefined || !Object.hasOwn(rules, key) ? undefined : rules[key]!(value, context);
    if (found === undefined) return [];
    if (typeof found === 'string') return [{ path: [key], message: found }];
    return found.map(({ path, message }) => ({ path: [key, ...path], message }));
  });
}

function contentProblem(value: unknown): string | undefined {
  if (typeof value === 'function' || isPlainObject(value)) return undefined;
  return 'must be a class with class-validator decorators or a JSON Schema';
}

function namedStepsProblems(value: unknown): string | undefined | readonly DeclarationProblem[] {
  if (!Array.isArray(value)) return 'must be a list of step names';
  return value.flatMap((name, index) => {
    const message = stepNameProblem(name) ?? (value.indexOf(name) === index ? undefined : `'${String(name)}' stands twice`);
    return message === undefined ? [] : [{ path: [index], message }];
  });
}

function searchableProblems(value: unknown): string | undefined | readonly DeclarationProblem[] {
  if (!Array.isArray(value)) return "must be a list of paths into the context such as ['order.customer_id']";
  if (value.length > MOST_SEARCHABLE)
    return `has ${value.length} paths; at most ${MOST_SEARCHABLE} are allowed: each costs a row of every task`;
  return value.flatMap((path, index) => {
    const message = keyPathProblem(path) ?? (value.indexOf(path) === index ? undefined : `'${String(path)}' stands twice`);
    return message === undefined ? [] : [{ path: [index], message }];
  });
}

function eventProblems(value: unknown): string | undefined | readonly DeclarationProblem[] {
  if (!Array.isArray(value)) return "must be a list of { name: 'order.shipped', description }";
  return value.flatMap((event: unknown, index): DeclarationProblem[] => {
    if (!isPlainObject(event)) return [{ path: [index], message: 'must be an object with a name' }];
    const unknown = unknownOptions(event, ['name', 'description']).map(({ path, message }) => ({ path: [index, ...path], message }));
    const name = customEventNameProblem(event['name']);
    const description = event['description'] === undefined ? undefined : descriptionProblem(event['description']);
    return [
      ...unknown,
      ...(name === undefined ? [] : [{ path: [index, 'name'], message: name }]),
      ...(description === undefined ? [] : [{ path: [index, 'description'], message: description }]),
    ];
  });
}

function configProblems(value: unknown, { variables }: RuleContext): string | undefined | readonly DeclarationProblem[] {
  const problem = jsonObjectProblem(value);
  if (problem !== undefined) return problem;
  const config = value as Record<string, unknown>;
  return [
    ...malformedPlaceholders(config),
    ...missingVariables(config, variables).map(({ name, path }) => ({
      path,
      message: `needs the environment variable ${name}, which is not set`,
    })),
  ];
}
