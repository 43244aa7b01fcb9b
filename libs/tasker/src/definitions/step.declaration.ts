import type { Type } from '@nestjs/common';
import { stepNameProblem, stepProblems } from './declaration.rules.js';
import { stepMethodsOf, type StepMethodDeclaration } from './handler.metadata.js';
import { isStepMethodName, stepNameOfMethod } from './step-name.js';
import { LISTED_STEP_OPTIONS, type ListedStep, type StepOptions } from './step.options.js';
import type { StepInvoker } from './task-definition.js';

/** Finds the code behind a declaration, among the providers of the application. */
export interface HandlerBindings {
  /** Name of the module that provides the task handler, for messages. */
  readonly moduleName: string;
  /** Runs a method of the task handler's provider. */
  method(name: string): StepInvoker;
  /** Runs `process` of a step class; undefined when the class is no provider. */
  stepClass(type: Type<unknown>): StepInvoker | undefined;
}

/** A step as the user wrote it, with the code that runs it. */
export interface StepDeclaration {
  readonly name: string;
  readonly options: StepOptions;
  /** `ProcessOrder.chargePayment`, or the name of the step class. */
  readonly handledBy: string;
  readonly invoke: StepInvoker;
}

/** A step, or why there is none. */
export interface DeclaredStep {
  readonly step?: StepDeclaration;
  readonly problems: readonly string[];
}

/** The steps of a task handler class: its decorated methods, then the classes it lists. */
export function declaredSteps(handler: Type<unknown>, listed: readonly ListedStep[], bindings: HandlerBindings): DeclaredStep[] {
  return [
    ...stepMethodsOf(handler).map((declared) => methodStep(handler, declared, bindings)),
    ...listed.map((entry, index) => listedStep(`steps[${index}] of ${handler.name}`, entry, { handler, bindings })),
  ];
}

function methodStep(handler: Type<unknown>, { method, options }: StepMethodDeclaration, bindings: HandlerBindings): DeclaredStep {
  const handledBy = `${handler.name}.${method}`;
  if (!isStepMethodName(method)) {
    return {
      problems: [`${handledBy}: a step method starts in lower case and has no underscore, so that its step name is its snake_case`],
    };
  }
  const name = stepNameOfMethod(method);
  const wrongName = stepNameProblem(name);
  const problems = [...(wrongName === undefined ? [] : [`${handledBy}: step name ${wrongName}`]), ...stepProblems(handledBy, options)];
  return { problems, step: { name, options, handledBy, invoke: bindings.method(method) } };
}

interface ListOwner {
  readonly handler: Type<unknown>;
  readonly bindings: HandlerBindings;
}

function listedStep(place: string, entry: ListedStep, { handler, bindings }: ListOwner): DeclaredStep {
  const { name, handler: stepClass, ...options } = entry;
  const wrongName = stepNameProblem(name);
  if (wrongName !== undefined) return { problems: [`${place}: 'name' ${wrongName}`] };
  const label = `step '${name}' of ${handler.name}`;
  const problems = stepProblems(label, options, LISTED_STEP_OPTIONS);
  if (typeof stepClass !== 'function') return { problems: [...problems, `${label} has no handler: give the class that runs it`] };
  if (typeof (stepClass.prototype as { process?: unknown } | undefined)?.process !== 'function') {
    return { problems: [...problems, `${stepClass.name} (${label}) has no method process()`] };
  }
  const invoke = bindings.stepClass(stepClass);
  if (invoke !== undefined) return { problems, step: { name, options, handledBy: stepClass.name, invoke } };
  const advice = `add it to the providers of ${bindings.moduleName}`;
  return { problems: [...problems, `${stepClass.name} (step '${name}' of ${handler.name}) is not a provider: ${advice}`] };
}
