import { ContextIdFactory, ModuleRef } from '@nestjs/core';
import { PermanentError } from '../model/errors.js';
import type { ProviderWrapper } from './provider.index.js';
import type { StepExecution } from './step-execution.js';
import type { StepInvoker } from './task-definition.js';

/** Calls `method` on whatever the provider is when the step runs: the shared instance, or one made for this attempt. */
export function providerInvoker(wrapper: ProviderWrapper, method: string): StepInvoker {
  return (execution) => {
    const shared = wrapper.isDependencyTreeStatic() && !wrapper.isTransient;
    if (shared) return call(wrapper.instance, method, execution);
    return instanceFor(wrapper, execution).then((instance) => call(instance, method, execution));
  };
}

/** An instance for one attempt; what depends on `REQUEST` gets `{ task, step }`. */
async function instanceFor(wrapper: ProviderWrapper, { task, step }: StepExecution): Promise<unknown> {
  // The module's own reference: one taken elsewhere earlier does not know providers of modules that were loaded lazily since.
  const moduleRef = wrapper.host?.getProviderByKey<ModuleRef>(ModuleRef)?.instance;
  if (moduleRef === undefined)
    throw new PermanentError(`provider ${String(wrapper.name)} belongs to no module and cannot be made for a step`);
  const contextId = ContextIdFactory.create();
  moduleRef.registerRequestByContextId({ task, step }, contextId);
  return moduleRef.resolve<unknown>(wrapper.token as string | symbol, contextId, { strict: true });
}

function call(instance: unknown, method: string, execution: StepExecution): unknown {
  const handler = (instance as Record<string, unknown> | null | undefined)?.[method];
  if (typeof handler === 'function') return handler.call(instance, execution) as unknown;
  throw new PermanentError(`the provider that runs step '${execution.step.name}' of ${execution.task.name} has no method ${method}()`, {
    errorCode: 'HANDLER_MISSING',
  });
}
