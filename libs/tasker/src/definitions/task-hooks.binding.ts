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
  const hook = (name: string) => (isMethod(handler, name) ? (bindings.hook(name) as never) : undefined);
  return {
    hooks: { establishSteps: hook('establishStepDependenciesAndDefaults'), annotate: hook('updateAnnotations') },
    schema: schemaOf(handler, bindings.instance()),
  };
}

function isMethod(handler: Type<unknown>, name: string): boolean {
  const member = (handler.prototype as Record<string, unknown>)[name];
  if (member === undefined) return false;
  if (typeof member === 'function') return true;
  throw new ConfigurationError(`${handler.name}.${name} must be a method`);
}

function schemaOf(handler: Type<unknown>, instance: unknown): JsonSchema | undefined {
  const offers = typeof (handler.prototype as { schema?: unknown }).schema === 'function';
  if (instance === undefined) {
    if (!offers) return undefined;
    throw new ConfigurationError(
      `${handler.name}.schema() cannot be called at start-up, because the class is made for each attempt: give 'context' instead`,
    );
  }
  const { schema } = instance as { schema?: unknown };
  if (schema === undefined || schema === null) return undefined;
  const given: unknown = typeof schema === 'function' ? schema.call(instance) : schema;
  if (given === undefined || isPlainObject(given)) return given;
  throw new ConfigurationError(`${handler.name}.schema must give a JSON Schema as an object`);
}
