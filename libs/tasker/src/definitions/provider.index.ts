import type { Type } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';

/** Nest's record of one provider of one module. */
export type ProviderWrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** A class with the provider that stands for it. */
export interface ProvidedClass {
  readonly type: Type<unknown>;
  readonly wrapper: ProviderWrapper;
}

/**
 * The classes that a provider may stand for, the most telling first: its token, the class of its instance, the class it is made from.
 * The token survives `overrideProvider`; the instance is all that a `useFactory` under another token shows.
 */
export function classesOf(wrapper: ProviderWrapper): Type<unknown>[] {
  const instance: unknown = wrapper.instance;
  // Through the prototype, not `instance.constructor`: a provider may be a proxy that answers every property.
  const made =
    typeof instance === 'object' && instance !== null ? (Object.getPrototypeOf(instance) as object | null)?.constructor : undefined;
  return [wrapper.token, made, wrapper.metatype].filter((candidate): candidate is Type<unknown> => typeof candidate === 'function');
}

/**
 * One provider for each class: the one whose token is the class, else the first found. The same class in two modules counts once.
 */
export function providersByClass(provided: Iterable<ProvidedClass>): Map<Type<unknown>, ProviderWrapper> {
  const chosen = new Map<Type<unknown>, ProviderWrapper>();
  for (const { type, wrapper } of provided) {
    const earlier = chosen.get(type);
    if (earlier === undefined || (earlier.token !== type && wrapper.token === type)) chosen.set(type, wrapper);
  }
  return chosen;
}
