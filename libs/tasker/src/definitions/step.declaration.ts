import type { Type } from '@nestjs/common';
import { stepProblems } from './declaration.rules.js';
import type { DeclarationOwner } from './handler.bindings.js';
import { stepClassOptionsOf, stepMethodsOf, type StepMethodDeclaration } from './handler.metadata.js';
import { isStepMethodName, methodNameOfStep, stepNameOfMethod } from './step-name.js';
import { stepClassOf } from './step.class.js';
import { LISTED_STEP_OPTIONS, type ListedStep, type StepOptions } from './step.options.js';
import type { DeclarationPath, TaskDeclaration } from './task-declaration.js';
import type { StepInvoker } from './task-definition.js';
import { isPlainObject, stepNameProblem } from './value.rules.js';

/** A step as the user wrote it, with the code that runs it. */
export interface StepDeclaration {
  readonly name: string;
  readonly options: StepOptions;
  /** `ProcessOrder.chargePayment`, or the name of the step class. */
  readonly handledBy: string;
  /** The class that runs it, when it is not a method. */
  readonly stepClass?: Type<unknown> | undefined;
  readonly invoke: StepInvoker;
  /** Names a place in it for messages. */
  readonly at: (path: DeclarationPath) => string;
}

/** A step, or why there is none. */
export interface DeclaredStep {
  readonly step?: StepDeclaration;
  readonly problems: readonly string[];
}

/** The steps of a declaration: the decorated methods of its class, then those it lists. */
export function declaredSteps(declaration: TaskDeclaration, owner: DeclarationOwner): DeclaredStep[] {
  const { options, at } = declaration;
  const listed: readonly unknown[] = Array.isArray(options.steps) ? options.steps : [];
  const claimed = new Set(listed.filter(isPlainObject).filter(({ handler }) => handler === undefined).map(({ name }) => name)); // prettier-ignore
  const methods = owner.handler === undefined ? [] : stepMethodsOf(owner.handler);
  return [
    ...methods
      .filter(({ method, options: given }) => !claimed.has(stepNameOfMethod(method)) || Object.keys(given).length > 0)
      .map((declared) => methodStep(owner, declared)),
    ...listed.map((entry, index) => listedStep(entry, { ...owner, declaration, at: (path) => at(['steps', index, ...path]) })),
  ];
}

function methodStep(owner: DeclarationOwner, { method, options }: StepMethodDeclaration): DeclaredStep {
  const handledBy = `${owner.handler!.name}.${method}`;
  if (!isStepMethodName(method)) {
    return {
      problems: [`${handledBy}: a step method starts in lower case and has no underscore, so that its step name is its snake_case`],
    };
  }
  const name = stepNameOfMethod(method);
  const at = (path: DeclarationPath) =>
    path.length === 0 ? `step '${name}' of ${owner.handler!.name}` : `${handledBy}: '${path.join('.')}'`;
  const wrongName = stepNameProblem(name);
  const problems = stepProblems(options, owner).map(({ path, message }) => `${at(path)} ${message}`);
  if (wrongName !== undefined) problems.unshift(`${handledBy}: step name ${wrongName}`);
  return { problems, step: { name, options, handledBy, invoke: owner.bindings.method(method), at } };
}

interface ListPlace extends DeclarationOwner {
  readonly declaration: TaskDeclaration;
  readonly at: (path: DeclarationPath) => string;
}

function listedStep(entry: unknown, place: ListPlace): DeclaredStep {
  const { at } = place;
  if (!isPlainObject(entry)) return { problems: [`${at([])} must be an object with a name and a handler`] };
  const { name, handler, ...options } = entry as unknown as ListedStep;
  const wrongName = stepNameProblem(name);
  if (wrongName !== undefined) return { problems: [`${at(['name'])} ${wrongName}`] };
  const problems = stepProblems(options, place, LISTED_STEP_OPTIONS).map(({ path, message }) => `${at(path)} ${message}`);
  const found = codeOf(name, handler, place);
  if (typeof found === 'string') return { problems: [...problems, found] };
  if (found.stepClass !== undefined) problems.push(...classProblems(found.stepClass, place));
  return { problems, step: { name, options: withDefaults(options, found.stepClass), ...found, at } };
}

type StepCode = Pick<StepDeclaration, 'handledBy' | 'stepClass' | 'invoke'>;

/** The code that runs a listed step, or why there is none. */
function codeOf(name: string, handler: ListedStep['handler'], place: ListPlace): StepCode | string {
  if (handler === undefined) return methodCode(name, place);
  const stepClass = stepClassOf(handler, place);
  if (typeof stepClass === 'string') return `${place.at(typeof handler === 'string' ? ['handler'] : [])} ${stepClass}`;
  const invoke = place.bindings.stepClass(stepClass);
  if (invoke !== undefined) return { handledBy: stepClass.name, stepClass, invoke };
  return `${stepClass.name} (${place.at([])}) is not a provider: add it to the providers of ${place.bindings.moduleName}`;
}

function methodCode(name: string, { handler, bindings, at, declaration }: ListPlace): StepCode | string {
  const key = declaration.source === undefined ? 'handler' : 'handler_class';
  if (handler === undefined) return `${at([])} has no ${key}, and the file names no task_handler_class whose method could run it`;
  const method = methodNameOfStep(name);
  const own = (handler.prototype as Record<string, unknown>)[method];
  if (typeof own === 'function' && method !== 'constructor')
    return { handledBy: `${handler.name}.${method}`, invoke: bindings.method(method) };
  return `${at([])} has no ${key}: give the class that runs it, or write the method ${handler.name}.${method}`;
}

/** Everything wrong with what a class declares for each step that it runs. */
function classProblems(stepClass: Type<unknown>, place: ListPlace): string[] {
  return stepProblems(stepClassOptionsOf(stepClass), place).map(({ path, message }) => `${stepClass.name}: '${path.join('.')}' ${message}`);
}

/** The options of a step, with what its class declares for every step that it runs. */
function withDefaults(options: StepOptions, stepClass: Type<unknown> | undefined): StepOptions {
  const declared = stepClass === undefined ? {} : stepClassOptionsOf(stepClass);
  const given: StepOptions['customEvents'] = Array.isArray(options.customEvents)
    ? (options.customEvents as NonNullable<StepOptions['customEvents']>)
    : [];
  const customEvents = [...(declared.customEvents ?? []), ...given];
  return { ...declared, ...options, ...(customEvents.length === 0 ? {} : { customEvents }) };
}
