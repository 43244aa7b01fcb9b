import type { Type } from '@nestjs/common';
import { ConfigurationError } from '../model/errors.js';
import type { JsonSchema } from '../model/json.js';
import { contentCheck, isContentClass, type ContentCheck } from './content.check.js';
import { contextSchemaProblem } from './context-schema.rules.js';
import { allOrRefusal } from './declaration.refusal.js';
import { hasValidators } from './dto.check.js';
import type { DeclarationOwner } from './handler.bindings.js';
import type { StepDeclaration } from './step.declaration.js';
import type { TaskDeclaration } from './task-declaration.js';
import { boundHooks } from './task-hooks.binding.js';
import type { TaskHooks } from './task-hooks.js';

/** What a task checks contexts and results by, and the hooks of its class. */
export interface TaskContents {
  readonly context: Type<object> | JsonSchema | undefined;
  readonly checkContext: ContentCheck | undefined;
  readonly resultChecks: ReadonlyMap<string, ContentCheck>;
  readonly hooks: TaskHooks;
}

/**
 * Reads what the steps and the class of a task declare about contents.
 *
 * @throws ConfigurationError for every class or schema that cannot be used, and for hooks that are none
 */
export function taskContents({ options, at }: TaskDeclaration, steps: readonly StepDeclaration[], owner: DeclarationOwner): TaskContents {
  const [first, ...results] = allOrRefusal<ContextAndHooks | StepCheck>([
    () => contextAndHooks(options.context, at(['context']), owner),
    ...steps.flatMap((step) => stepCheck(step, owner)),
  ]);
  return { ...(first as ContextAndHooks), resultChecks: new Map(results as StepCheck[]) };
}

type ContextAndHooks = Omit<TaskContents, 'resultChecks'>;
type StepCheck = [step: string, check: ContentCheck];

/** The schema that a class gives replaces the declared one. */
function contextAndHooks(declared: TaskContents['context'], place: string, owner: DeclarationOwner): ContextAndHooks {
  const { hooks, schema } = boundHooks(owner);
  const context = schema ?? declared;
  const at = schema === undefined ? place : `${owner.handler?.name}.schema`;
  if (context === undefined) return { hooks, context, checkContext: undefined };
  const checkContext = checkOf(context, at, owner);
  const problem = isContentClass(context) ? undefined : contextSchemaProblem(context);
  if (problem !== undefined) throw new ConfigurationError(`${at} ${problem}`);
  return { hooks, context, checkContext };
}

function stepCheck({ name, options: { result }, at }: StepDeclaration, owner: DeclarationOwner): (() => StepCheck)[] {
  return result === undefined ? [] : [() => [name, checkOf(result, at(['result']), owner)]];
}

/** A class without validators may be meant for its types and methods only: it is used, but not without a word. */
function checkOf(declared: Type<object> | JsonSchema, place: string, { warn }: DeclarationOwner): ContentCheck {
  const check = contentCheck(declared, place);
  if (isContentClass(declared) && !hasValidators(declared)) {
    warn?.(`${place}: ${declared.name} has no class-validator decorators, so anything passes: decorate its properties`);
  }
  return check;
}
