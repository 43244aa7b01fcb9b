import 'reflect-metadata';
import { Injectable, type Type } from '@nestjs/common';
import type { CustomEventDeclaration } from '../events/custom-event.js';
import { ConfigurationError } from '../model/errors.js';
import type { StepClassOptions, StepOptions, TaskHandlerOptions } from './step.options.js';

// Registered symbols: two installed copies of the package read each other's declarations.
const TASK_HANDLER = Symbol.for('nestjs-tasker:task-handler');
const STEP_HANDLER = Symbol.for('nestjs-tasker:step-handler');
const INJECTABLE = '__injectable__';

/** A method that is a step. */
export interface StepMethodDeclaration {
  readonly method: string;
  readonly options: StepOptions;
}

/** What `@TaskHandler` was given, and the file that the decorator stands in. */
export interface TaskHandlerDeclaration {
  readonly options: TaskHandlerOptions;
  readonly file?: string | undefined;
}

/** Remembers what `@TaskHandler` was given. */
export function declareTask(target: object, declaration: TaskHandlerDeclaration): void {
  Reflect.defineMetadata(TASK_HANDLER, declaration, target);
  makeInjectable(target);
}

/** Remembers what `@StepHandler` was given on a method. */
export function declareStepMethod(prototype: object, method: string, options: StepOptions): void {
  Reflect.defineMetadata(STEP_HANDLER, options, prototype, method);
}

/** Remembers that a class runs steps, the name it may be referred to by, and what holds for each of them. */
export function declareStepClass(target: object, options: StepClassOptions & { name: string }): void {
  Reflect.defineMetadata(STEP_HANDLER, options, target);
  makeInjectable(target);
}

/** What `@TaskHandler` declared on this very class: a subclass does not inherit the name of its parent. */
export function taskDeclarationOf(type: object): TaskHandlerDeclaration | undefined {
  return Reflect.getOwnMetadata(TASK_HANDLER, type) as TaskHandlerDeclaration | undefined;
}

/** The name that `@StepHandler` gave to this very class. */
export function stepReferenceOf(type: object): string | undefined {
  const declared = Reflect.getOwnMetadata(STEP_HANDLER, type) as { name: string } | undefined;
  return declared?.name;
}

/**
 * What a step class declares for every step that it runs: by its decorator, and by a static `customEventConfiguration()`
 * (specification: engine core §5.2).
 */
export function stepClassOptionsOf(type: object): Pick<StepOptions, 'result' | 'customEvents'> {
  const { name: _name, ...declared } = (Reflect.getOwnMetadata(STEP_HANDLER, type) ?? {}) as StepClassOptions;
  const customEvents = [...[declared.customEvents ?? []].flat(), ...configuredEvents(type)];
  return { ...declared, ...(customEvents.length === 0 ? {} : { customEvents }) };
}

/**
 * The custom events that a class lists in a static `customEventConfiguration()`.
 *
 * @throws ConfigurationError when it fails or gives no list
 */
export function configuredEvents(type: object): readonly CustomEventDeclaration[] {
  const { customEventConfiguration, name } = type as { customEventConfiguration?: unknown; name?: string };
  if (typeof customEventConfiguration !== 'function') return [];
  let events: unknown;
  try {
    events = customEventConfiguration.call(type);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(`${name}.customEventConfiguration() failed: ${reason}`, { cause });
  }
  if (Array.isArray(events)) return events as CustomEventDeclaration[];
  throw new ConfigurationError(`${name}.customEventConfiguration() must return a list of { name: 'order.shipped', description }`);
}

/** Step methods of a class, parents' first, in the order of the code. An override without decorator keeps the step and its options. */
export function stepMethodsOf(type: Type<unknown>): StepMethodDeclaration[] {
  const options = new Map<string, StepOptions>();
  for (const prototype of prototypeChain(type)) {
    for (const method of Object.getOwnPropertyNames(prototype)) {
      const declared = Reflect.getOwnMetadata(STEP_HANDLER, prototype, method) as StepOptions | undefined;
      if (declared !== undefined) options.set(method, declared);
    }
  }
  return Array.from(options, ([method, declared]) => ({ method, options: declared }));
}

function prototypeChain(type: Type<unknown>): object[] {
  const chain: object[] = [];
  let prototype = type.prototype as object | null;
  while (prototype !== null && prototype !== Object.prototype) {
    chain.unshift(prototype);
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return chain;
}

/** A second @Injectable() would erase the scope that the user's own, or a parent's, has set. */
function makeInjectable(target: object): void {
  if (!Reflect.hasMetadata(INJECTABLE, target)) Injectable()(target as Type<unknown>);
}
