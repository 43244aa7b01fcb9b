import type { Type } from '@nestjs/common';
import { overridesHandle } from './handlers/base.step-handler.js';
import { suggestion } from '../model/near-names.js';
import type { StepHandlerClass } from './step-types.js';
import type { DeclarationOwner } from './handler.bindings.js';

/** The class that runs a step, by itself or by name; a text is the rest of a sentence that says why there is none. */
export function stepClassOf(handler: Type<StepHandlerClass> | string, owner: DeclarationOwner): Type<unknown> | string {
  if (typeof handler === 'string') return classNamed(handler, owner);
  return classProblem(handler) ?? handler;
}

function classNamed(reference: string, { bindings, moduleNamespace }: DeclarationOwner): Type<unknown> | string {
  const found = bindings.classesNamed(reference, moduleNamespace);
  if (found.length > 1)
    return `names '${reference}', which ${found.length} providers go by: ${ownersOf(found)}; give each a name by @StepHandler('…')`;
  if (found[0] !== undefined) return classProblem(found[0]) ?? found[0];
  const tried = moduleNamespace === undefined ? '' : ` (also looked for: ${moduleNamespace}.${reference}, ${moduleNamespace}${reference})`;
  const near = suggestion(reference, bindings.classNames());
  return `names '${reference}', which no provider goes by${tried}: give a class name or the name in @StepHandler('…'), and provide the class${near}`;
}

function ownersOf(types: readonly Type<unknown>[]): string {
  return types.map(({ name }) => `class ${name}`).join(', ');
}

function classProblem(type: Type<unknown>): string | undefined {
  if (typeof type !== 'function') return 'has no handler: give the class that runs it';
  const { prototype } = type as { prototype?: { process?: unknown } };
  if (typeof prototype?.process !== 'function') return `is handled by ${type.name || 'a function'}, which has no method process()`;
  if (overridesHandle(type))
    return `is handled by ${type.name}, which overrides handle(): that one is the engine's; write process() and processResults()`;
  return undefined;
}
