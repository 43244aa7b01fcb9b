import type { Type } from '@nestjs/common';
import type { ProviderWrapper } from './provider.index.js';
import { isShared, providerHook, providerInvoker } from './provider.invoker.js';
import type { ProviderNames } from './provider.names.js';
import type { HandlerBindings } from './handler.bindings.js';

/** Where the code of steps is found. */
interface Providers {
  readonly byClass: ReadonlyMap<Type<unknown>, ProviderWrapper>;
  readonly names: ProviderNames;
}

/** The code behind a declaration; `wrapper` provides its task handler, if it has one. */
export function wrapperBindings(wrapper: ProviderWrapper | undefined, { byClass, names }: Providers): HandlerBindings {
  const own = (): ProviderWrapper => {
    if (wrapper === undefined) throw new Error('a declaration without a task handler has no methods');
    return wrapper;
  };
  return {
    moduleName: wrapper?.host?.name ?? 'a module',
    method: (name) => providerInvoker(own(), name),
    hook: (name) => providerHook(own(), name),
    instance: () => (wrapper !== undefined && isShared(wrapper) ? (wrapper.instance as unknown) : undefined),
    stepClass: (type) => {
      const provider = byClass.get(type);
      return provider === undefined ? undefined : providerInvoker(provider, 'process');
    },
    classesNamed: (reference, namespace) => names.find(reference, namespace),
    classNames: () => names.all(),
  };
}
