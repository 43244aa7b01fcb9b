import type { Type } from '@nestjs/common';
import { classDeclaration } from '../../libs/tasker/src/definitions/class.declaration.js';
import type { DefinitionSettings } from '../../libs/tasker/src/definitions/definition.settings.js';
import type { DeclarationOwner, HandlerBindings } from '../../libs/tasker/src/definitions/handler.bindings.js';
import { taskDeclarationOf } from '../../libs/tasker/src/definitions/handler.metadata.js';
import { ProviderNames } from '../../libs/tasker/src/definitions/provider.names.js';
import { buildTask } from '../../libs/tasker/src/definitions/task-definition.builder.js';
import type { RegisteredTask, StepTemplate, TaskDefinition } from '../../libs/tasker/src/definitions/task-definition.js';

/** Settings of an application without a directory of definitions. */
export const definitionSettings: DefinitionSettings = {
  directory: '/nowhere',
  directoryRequired: false,
  environment: 'test',
  environments: [],
  variables: {},
  moduleNamespace: undefined,
};

/** The code of an application whose providers are some classes; an invoker answers the name of its method or class. */
export function bindingsOf(providers: readonly Type<unknown>[], changes: Partial<HandlerBindings> = {}): HandlerBindings {
  const names = new ProviderNames(providers);
  return {
    moduleName: 'OrdersModule',
    method: (name) => () => name,
    stepClass: (type) => (providers.includes(type) ? () => type.name : undefined),
    hook: (name) => () => name,
    instance: () => undefined,
    classesNamed: (reference, namespace) => names.find(reference, namespace),
    classNames: () => names.all(),
    ...changes,
  };
}

/** What a class is built with; `bindings` stand in the place of those of `providers`. */
export interface BuildParts extends Partial<Pick<DeclarationOwner, 'variables' | 'moduleNamespace'>> {
  readonly providers?: readonly Type<unknown>[];
  readonly bindings?: Partial<HandlerBindings>;
}

/** The task of a decorated class, as the explorer builds it. */
export function builtTask(
  handler: Type<unknown>,
  { providers = [], bindings = {}, variables = {}, moduleNamespace }: BuildParts = {},
): RegisteredTask {
  const { declaration } = classDeclaration(handler, taskDeclarationOf(handler)!, definitionSettings);
  return buildTask(declaration, { handler, bindings: bindingsOf(providers, bindings), variables, moduleNamespace });
}

/** A step with the defaults of one that declares nothing. */
export function stepTemplate(name: string, options: Partial<StepTemplate> = {}): StepTemplate {
  return {
    name,
    dependsOn: [],
    retryLimit: 3,
    retryable: true,
    skippable: false,
    queue: 'default',
    dependentSystem: 'unknown',
    handledBy: name,
    ...options,
  };
}

/** A definition of `shop` with the steps given. */
export function taskDefinition(name: string, steps: readonly StepTemplate[], options: Partial<TaskDefinition> = {}): TaskDefinition {
  return { namespace: 'shop', name, version: '1.0.0', concurrent: true, steps, declaredBy: name, ...options };
}

/** A task that nobody declared: without hooks, checks and step classes. */
export function registeredTask(definition: TaskDefinition, parts: Partial<RegisteredTask> = {}): RegisteredTask {
  return {
    definition,
    hash: `hash of ${definition.name}`,
    invokers: new Map(),
    stepsOfClass: new Map(),
    resultChecks: new Map(),
    hooks: {},
    ...parts,
  };
}
