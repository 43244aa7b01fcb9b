import type { Type } from '@nestjs/common';
import type { JsonSchema } from '../model/json.js';
import { isContentClass } from './content.check.js';
import { declarationRefusal, MOST_SHOWN } from './declaration.refusal.js';
import { stepProblems, taskProblems } from './declaration.rules.js';
import { definitionHash } from './definition.hash.js';
import { orderGraph, type GraphNode } from './dependency-graph.js';
import { parseDuration } from './duration.js';
import { graphProblemSentence } from './graph-problem.sentence.js';
import { configuredEvents } from './handler.metadata.js';
import { storedRetention, storedStaleness } from './lifecycle.rules.js';
import { apiProblems, stepTemplate, type StepDefaults } from './step.template.js';
import type { DeclarationOwner } from './handler.bindings.js';
import { declaredSteps, type StepDeclaration } from './step.declaration.js';
import { taskContents } from './task.contents.js';
import type { TaskDefinitionOptions } from './step.options.js';
import type { TaskDeclaration } from './task-declaration.js';
import type { RegisteredTask, TaskDefinition } from './task-definition.js';

/**
 * Checks a declaration and makes its definition, with every default applied and the steps in topological order.
 *
 * @throws ConfigurationError naming the class or file and the step for each thing that cannot work
 */
export function buildTask(declaration: TaskDeclaration, owner: DeclarationOwner): RegisteredTask {
  const { options, at } = declaration;
  const declared = declaredSteps(declaration, owner);
  const problems = [
    ...taskProblems(options, owner).map(({ path, message }) => `${at(path)} ${message}`),
    ...handlerProblems(owner),
    ...declared.flatMap((entry) => entry.problems),
  ];
  const steps = declared.flatMap(({ step }) => (step === undefined ? [] : [step]));
  if (problems.length === 0) {
    problems.push(...foreignNames(declaration, steps), ...steps.flatMap((step) => apiProblems(step, options.handlerConfig)));
  }
  if (problems.length > 0) throw declarationRefusal([...new Set(problems)]);
  if (steps.length === 0) throw declarationRefusal([noSteps(declaration)]);
  const ordered = orderedSteps(declaration, { steps, handler: owner.handler });
  const { context, ...contents } = taskContents(declaration, ordered, owner);
  const definition = definitionOf(declaration, ordered, { context, owner });
  return {
    definition,
    hash: definitionHash(definition),
    invokers: new Map(steps.map(({ name, invoke }) => [name, invoke])),
    stepsOfClass: stepsByClass(steps),
    handler: owner.handler,
    contextType: context !== undefined && isContentClass(context) ? context : undefined,
    ...contents,
  };
}

function noSteps({ at, source }: TaskDeclaration): string {
  if (source !== undefined) return `${at(['steps'])} is empty: list at least one step`;
  return `${at([])} has no steps: decorate methods with @StepHandler() or list step classes in 'steps' of @TaskHandler`;
}

/** Everything wrong with the events that the task handler class lists. */
function handlerProblems(owner: DeclarationOwner): string[] {
  const { handler } = owner;
  if (handler === undefined) return [];
  const problems = stepProblems({ customEvents: configuredEvents(handler) }, owner);
  return problems.map(({ path, message }) => `${handler.name}.customEventConfiguration(): '${path.slice(1).join('.')}' ${message}`);
}

function stepsByClass(steps: readonly StepDeclaration[]): Map<Type<unknown>, string[]> {
  const byClass = new Map<Type<unknown>, string[]>();
  for (const { name, stepClass } of steps) {
    if (stepClass !== undefined) byClass.set(stepClass, [...(byClass.get(stepClass) ?? []), name]);
  }
  return byClass;
}

/** Names that `namedSteps` does not list (specification: engine core §5.4). */
function foreignNames({ options, at }: TaskDeclaration, steps: readonly StepDeclaration[]): string[] {
  const { namedSteps } = options;
  if (namedSteps === undefined) return [];
  const known = new Set(namedSteps);
  return steps.flatMap((step) => {
    const names = [step.name, ...dependenciesOf(step.options.dependsOn)].filter((name) => !known.has(name));
    return names.map((name) => `${step.at([])}: '${name}' is not in the list of ${at(['namedSteps'])}`);
  });
}

interface OwnedSteps {
  readonly steps: readonly StepDeclaration[];
  readonly handler: Type<unknown> | undefined;
}

function orderedSteps(declaration: TaskDeclaration, { steps, handler }: OwnedSteps): StepDeclaration[] {
  const nodes = steps.map(({ name, options }): GraphNode => ({ name, dependsOn: dependenciesOf(options.dependsOn) }));
  const outcome = orderGraph(nodes);
  if (outcome.kind === 'refused') {
    const shown = outcome.problems.slice(0, MOST_SHOWN).map((problem) => graphProblemSentence(problem, { declaration, handler, steps }));
    throw declarationRefusal(shown, outcome.problems.length);
  }
  const byName = new Map(steps.map((step) => [step.name, step]));
  return outcome.order.flatMap((name) => byName.get(name) ?? []);
}

interface DefinitionParts {
  readonly context: Type<object> | JsonSchema | undefined;
  readonly owner: DeclarationOwner;
}

function definitionOf(
  { options, declaredBy }: TaskDeclaration,
  steps: readonly StepDeclaration[],
  { context, owner }: DefinitionParts,
): TaskDefinition {
  const events = [...(options.customEvents ?? []), ...(owner.handler === undefined ? [] : configuredEvents(owner.handler))];
  const defaults = defaultsOf(options);
  return {
    namespace: options.namespace ?? 'default',
    name: options.name,
    version: options.version ?? '0.1.0',
    description: options.description,
    concurrent: options.concurrent ?? true,
    priority: options.priority,
    maxExecutionTime: options.maxExecutionTime === undefined ? undefined : parseDuration(options.maxExecutionTime, 'maxExecutionTime'),
    concurrencyKey: options.concurrencyKey,
    concurrencyLimit: options.concurrencyLimit,
    schema: context === undefined || isContentClass(context) ? undefined : context,
    customEvents: events.length === 0 ? undefined : events,
    searchable: searchablePaths(options),
    configuration: options.configuration,
    staleness: options.staleness === undefined ? undefined : storedStaleness(options.staleness),
    retention: options.retention === undefined ? undefined : storedRetention(options.retention),
    steps: steps.map((step) => stepTemplate(step, defaults)),
    declaredBy,
  };
}

/** No path is as good as no list: a definition without any has no key for it. */
function searchablePaths({ searchable = [] }: TaskDefinitionOptions): readonly string[] | undefined {
  return searchable.length === 0 ? undefined : [...searchable];
}

function defaultsOf(options: TaskDefinitionOptions): StepDefaults {
  return {
    retryLimit: options.defaultRetryLimit ?? 3,
    retryable: options.defaultRetryable ?? true,
    dependentSystem: options.defaultDependentSystem ?? 'unknown',
    handlerConfig: options.handlerConfig,
  };
}

/** What a step depends on, as a list. */
export function dependenciesOf(declared: string | readonly string[] | undefined): readonly string[] {
  return declared === undefined ? [] : typeof declared === 'string' ? [declared] : [...declared];
}
