import type { Type } from '@nestjs/common';
import { ContextIdFactory, ModuleRef } from '@nestjs/core';
import { PermanentError } from '../model/errors.js';
import { isBaseStepHandler } from './handlers/base.step-handler.js';
import type { ProviderWrapper } from './provider.index.js';
import type { StepExecution } from './step-execution.js';
import type { StepInvoker } from './task-definition.js';

/** Calls `method` on whatever the provider is when the step runs: the shared instance, or one made for this attempt. */
export function providerInvoker(wrapper: ProviderWrapper, method: string): StepInvoker {
  return (execution) => {
    if (isShared(wrapper)) return call(wrapper.instance, method, execution);
    const { task, step } = execution;
    return instanceFor(wrapper, { task, step }).then((instance) => call(instance, method, execution));
  };
}

/** A method of a provider that is called with `parameters`; what depends on `REQUEST` gets the first of them as `{ task }`. */
export function providerHook<P extends readonly unknown[]>(wrapper: ProviderWrapper, method: string): (...parameters: P) => unknown {
  const on = (instance: unknown, parameters: P) => (instance as Record<string, (...given: P) => unknown>)[method]!(...parameters);
  return (...parameters) => {
    if (isShared(wrapper)) return on(wrapper.instance, parameters);
    return instanceFor(wrapper, { task: parameters[0] }).then((instance) => on(instance, parameters));
  };
}

/** Whether one instance serves all calls. */
export function isShared(wrapper: ProviderWrapper): boolean {
  return wrapper.isDependencyTreeStatic() && !wrapper.isTransient;
}

/** An instance for one call; what depends on `REQUEST` gets `request`. */
async function instanceFor(wrapper: ProviderWrapper, request: object): Promise<unknown> {
  // The module's own reference: one taken elsewhere earlier does not know providers of modules that were loaded lazily since.
  const moduleRef = wrapper.host?.getProviderByKey<ModuleRef>(ModuleRef)?.instance;
  if (moduleRef === undefined)
    throw new PermanentError(`provider ${String(wrapper.name)} belongs to no module and cannot be made for a step`);
  const contextId = ContextIdFactory.create();
  moduleRef.registerRequestByContextId(request, contextId);
  return moduleRef.resolve<unknown>(wrapper.token as string | symbol, contextId, { strict: true });
}

function call(instance: unknown, method: string, execution: StepExecution): unknown {
  const entry = method === 'process' && isFramed(instance) ? 'handle' : method;
  const handler = (instance as Record<string, unknown> | null | undefined)?.[entry];
  if (typeof handler === 'function') return handler.call(instance, execution) as unknown;
  throw new PermanentError(`the provider that runs step '${execution.step.name}' of ${execution.task.name} has no method ${method}()`, {
    errorCode: 'HANDLER_MISSING',
  });
}

/** Whether the engine's `handle` stands around `process`. */
function isFramed(instance: unknown): boolean {
  const type =
    typeof instance === 'object' && instance !== null ? (Object.getPrototypeOf(instance) as object | null)?.constructor : undefined;
  return type !== undefined && isBaseStepHandler(type as Type<unknown>);
}
