import { Injectable, Logger, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { stepReferenceOf, taskOptionsOf } from './handler.metadata.js';
import { classesOf, providersByClass, type ProvidedClass, type ProviderWrapper } from './provider.index.js';
import { providerInvoker } from './provider.invoker.js';
import type { HandlerBindings } from './step.declaration.js';
import { buildTask } from './task-definition.builder.js';
import type { RegisteredTask } from './task-definition.js';

/** Finds the decorated classes among the providers of all modules. */
@Injectable()
export class HandlerExplorer {
  private readonly logger = new Logger(HandlerExplorer.name);

  constructor(private readonly discovery: DiscoveryService) {}

  /**
   * Every task of the application as it stands now, modules loaded lazily included.
   *
   * @throws ConfigurationError when a declaration cannot work
   */
  explore(): RegisteredTask[] {
    const wrappers = this.discovery.getProviders();
    const declared = wrappers.flatMap((wrapper) => declarationOf(wrapper) ?? []);
    const stepProviders = providersByClass(wrappers.flatMap((wrapper) => classesOf(wrapper).map((type) => ({ type, wrapper }))));
    const tasks = Array.from(providersByClass(declared), ([type, wrapper]) => buildTask(type, bindingsOf(wrapper, stepProviders)));
    this.mentionUnused(stepProviders.keys(), tasks);
    return tasks;
  }

  private mentionUnused(provided: Iterable<Type<unknown>>, tasks: readonly RegisteredTask[]): void {
    const used = new Set(tasks.flatMap(({ handler }) => (taskOptionsOf(handler)?.steps ?? []).map((step): Type<unknown> => step.handler)));
    for (const type of provided) {
      const reference = stepReferenceOf(type);
      if (reference === undefined || used.has(type)) continue;
      this.logger.debug(`step class ${type.name} ('${reference}') is a provider, but no task lists it`);
    }
  }
}

function declarationOf(wrapper: ProviderWrapper): ProvidedClass | undefined {
  const type = classesOf(wrapper).find((candidate) => taskOptionsOf(candidate) !== undefined);
  return type === undefined ? undefined : { type, wrapper };
}

function bindingsOf(wrapper: ProviderWrapper, stepProviders: ReadonlyMap<Type<unknown>, ProviderWrapper>): HandlerBindings {
  return {
    moduleName: wrapper.host?.name ?? 'a module',
    method: (name) => providerInvoker(wrapper, name),
    stepClass: (type) => {
      const provider = stepProviders.get(type);
      return provider === undefined ? undefined : providerInvoker(provider, 'process');
    },
  };
}
