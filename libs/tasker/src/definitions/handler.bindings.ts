import type { Type } from '@nestjs/common';
import type { RuleContext } from './declaration.rules.js';
import type { StepInvoker } from './task-definition.js';

/** Finds the code behind a declaration, among the providers of the application. */
export interface HandlerBindings {
  /** Name of the module that provides the task handler, for messages. */
  readonly moduleName: string;
  /** Runs a method of the task handler's provider. */
  method(name: string): StepInvoker;
  /** Runs `process` of a step class; undefined when the class is no provider. */
  stepClass(type: Type<unknown>): StepInvoker | undefined;
  /** Calls a hook of the task handler's provider. */
  hook(name: string): (...parameters: never[]) => unknown;
  /** The shared instance of the task handler; undefined when one is made for each attempt. */
  instance(): unknown;
  /** Provided classes that a file may mean by a text: by class name, or by the name given to `@StepHandler(name)`; with the prefix first. */
  classesNamed(reference: string, namespace?: string): readonly Type<unknown>[];
  /** Names that `classesNamed` knows, for suggestions. */
  classNames(): readonly string[];
}

/** Where the code of a declaration is looked for. */
export interface DeclarationOwner extends RuleContext {
  /** The task handler class; undefined for a file that names none. */
  readonly handler?: Type<unknown> | undefined;
  readonly bindings: HandlerBindings;
  /** Put before the names of handlers in a file. */
  readonly moduleNamespace?: string | undefined;
  /** Takes what works but is hardly meant. Default: it is not said. */
  readonly warn?: ((message: string) => void) | undefined;
}
