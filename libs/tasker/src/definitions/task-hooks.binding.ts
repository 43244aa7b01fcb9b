import type { Type } from '@nestjs/common';
import { ConfigurationError } from '../model/errors.js';
import type { JsonSchema } from '../model/json.js';
import type { DeclarationOwner } from './handler.bindings.js';
import type { TaskHooks } from './task-hooks.js';
import { isPlainObject } from './value.rules.js';

/** The hooks of a task handler class, and the context schema that it gives. */
export interface BoundHooks {
  readonly hooks: TaskHooks;
  readonly schema: JsonSchema | undefined;
}

/**
 * Finds the hooks of a task handler class by name.
 *
 * @throws ConfigurationError for a hook that is no method, and for a schema that cannot be read at start-up
 */
export function boundHooks({ handler, bindings }: DeclarationOwner): BoundHooks {
  if (handler === undefined) return { hooks: {}, schema: undefined };
  const offer: Offer = { handler, instance: bindings.instance() };
  const hook = (name: string) => (isMethod(offer, name) ? (bindings.hook(name) as never) : undefined);
  return {
    hooks: { establishSteps: hook('establishStepDependenciesAndDefaults'), annotate: hook('updateAnnotations') },
    schema: schemaOf(offer),
  };
}

interface Offer {
  readonly handler: Type<unknown>;
  /** Undefined: one is made for each attempt. */
  readonly instance: unknown;
}

function isMethod(offer: Offer, name: string): boolean {
  const member = memberOf(offer, name);
  if (member === undefined) return false;
  if (typeof member === 'function') return true;
  throw new ConfigurationError(`${offer.handler.name}.${name} must be a method`);
}

/** What the class declares or its constructor sets. What stands in its place in a test may lack it, or answer every name. */
function memberOf({ handler, instance }: Offer, name: string): unknown {
  const prototype = handler.prototype as Record<string, unknown>;
  if (typeof instance !== 'object' || instance === null) return prototype[name];
  return name in prototype || Object.hasOwn(instance, name) ? (instance as Record<string, unknown>)[name] : undefined;
}

function schemaOf(offer: Offer): JsonSchema | undefined {
  const { handler, instance } = offer;
  if (instance === undefined) {
    if (!('schema' in (handler.prototype as object))) return undefined;
    throw new ConfigurationError(
      `${handler.name}.schema() cannot be called at start-up, because the class is made for each attempt: give 'context' instead`,
    );
  }
  const schema = memberOf(offer, 'schema');
  const given = typeof schema === 'function' ? called(handler, () => schema.call(instance) as unknown) : schema;
  if (given === undefined || given === null) return undefined;
  if (isPlainObject(given)) return given;
  throw new ConfigurationError(`${handler.name}.schema must give a JSON Schema as an object`);
}

function called(handler: Type<unknown>, schema: () => unknown): unknown {
  try {
    return schema();
  } catch (cause) {
    throw new ConfigurationError(`${handler.name}.schema() failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
