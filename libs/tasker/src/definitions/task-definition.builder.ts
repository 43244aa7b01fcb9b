import type { Type } from '@nestjs/common';
import { ConfigurationError } from '../model/errors.js';
import { taskProblems } from './declaration.rules.js';
import { definitionHash } from './definition.hash.js';
import { orderGraph, type GraphNode } from './dependency-graph.js';
import { parseDuration } from './duration.js';
import { graphProblemSentence } from './graph-problem.sentence.js';
import { taskOptionsOf } from './handler.metadata.js';
import { declaredSteps, type HandlerBindings, type StepDeclaration } from './step.declaration.js';
import type { TaskHandlerOptions } from './step.options.js';
import type { RegisteredTask, StepTemplate, TaskDefinition } from './task-definition.js';

const MOST_SHOWN = 10;

/**
 * Checks what a decorated class declares and makes its definition, with every default applied and the steps in topological order.
 *
 * @throws ConfigurationError naming the class and the step for each thing that cannot work
 */
export function buildTask(handler: Type<unknown>, bindings: HandlerBindings): RegisteredTask {
  const options = taskOptionsOf(handler) ?? { name: '' };
  const declared = declaredSteps(handler, Array.isArray(options.steps) ? options.steps : [], bindings);
  const problems = [...taskProblems(handler.name, options), ...declared.flatMap((entry) => entry.problems)];
  if (problems.length > 0) throw refused(problems);

  const steps = declared.flatMap(({ step }) => (step === undefined ? [] : [step]));
  if (steps.length === 0) {
    throw refused([`${handler.name} has no steps: decorate methods with @StepHandler() or list step classes in 'steps' of @TaskHandler`]);
  }
  const definition = definitionOf(handler, options, orderedSteps(handler, steps));
  return {
    definition,
    hash: definitionHash(definition),
    invokers: new Map(steps.map(({ name, invoke }) => [name, invoke])),
    handler,
    contextType: options.context,
  };
}

function orderedSteps(handler: Type<unknown>, steps: readonly StepDeclaration[]): StepDeclaration[] {
  const nodes = steps.map(({ name, options }): GraphNode => ({ name, dependsOn: dependenciesOf(options.dependsOn) }));
  const outcome = orderGraph(nodes);
  if (outcome.kind === 'refused') {
    const shown = outcome.problems.slice(0, MOST_SHOWN).map((problem) => graphProblemSentence(problem, { handler, steps }));
    throw refused(shown, outcome.problems.length);
  }
  const byName = new Map(steps.map((step) => [step.name, step]));
  return outcome.order.flatMap((name) => byName.get(name) ?? []);
}

function definitionOf(handler: Type<unknown>, options: TaskHandlerOptions, steps: readonly StepDeclaration[]): TaskDefinition {
  return {
    namespace: options.namespace ?? 'default',
    name: options.name,
    version: options.version ?? '0.1.0',
    description: options.description,
    steps: steps.map(templateOf),
    declaredBy: handler.name,
  };
}

function templateOf({ name, options, handledBy }: StepDeclaration): StepTemplate {
  return {
    name,
    description: options.description,
    dependsOn: dependenciesOf(options.dependsOn),
    retryLimit: options.retryLimit ?? 3,
    retryable: options.retryable ?? true,
    skippable: options.skippable ?? false,
    queue: options.queue ?? 'default',
    priority: options.priority,
    timeout: options.timeout === undefined ? undefined : parseDuration(options.timeout, `${handledBy}: 'timeout'`),
    dependentSystem: options.dependentSystem ?? 'unknown',
    handledBy,
  };
}

function dependenciesOf(declared: string | readonly string[] | undefined): readonly string[] {
  return declared === undefined ? [] : typeof declared === 'string' ? [declared] : [...declared];
}

function refused(problems: readonly string[], count = problems.length): ConfigurationError {
  const rest = count - MOST_SHOWN;
  return new ConfigurationError([...problems.slice(0, MOST_SHOWN), ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n'));
}
