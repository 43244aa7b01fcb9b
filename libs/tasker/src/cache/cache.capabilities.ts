import type { CacheCapabilitySet } from '../tasker.options.js';

/** A part of what a store can do; what is left out is left to others to say. */
export type SomeCapabilities = Readonly<Partial<CacheCapabilitySet>>;

/** Every capability, in the order in which they are told. */
export const CAPABILITIES = [
  'distributed',
  'atomicIncrement',
  'locking',
  'ttlInspection',
  'namespaceSupport',
  'compressionSupport',
] as const satisfies readonly (keyof CacheCapabilitySet)[];

/** Registered, so that a second copy of the package reads what the first one wrote. */
const DECLARED = Symbol.for('nestjs-tasker.cacheCapabilities');

type StoreClass = abstract new (...given: any[]) => object;

/**
 * Says what instances of a store class can do as a cache of the engine. Classes that extend it can the same, unless they say otherwise; what
 * nobody declares is found out. A class that declares `locking` has the methods of `LockingStore`, or is a client of Redis.
 *
 * @example
 * \@CacheCapabilities({ distributed: true, atomicIncrement: true, locking: true }) class GridStore implements LockingStore {}
 * CacheCapabilities({ distributed: true })(StoreOfALibrary);
 */
export function CacheCapabilities(capabilities: SomeCapabilities) {
  return (store: StoreClass): void => {
    const own = Object.hasOwn(store, DECLARED) ? declaredBy(store) : {};
    Object.defineProperty(store, DECLARED, { value: { ...own, ...checked(capabilities, store.name) }, configurable: true });
  };
}

/** What the classes of an object declare, those of the derived class first. */
export function declaredCapabilities(store: object): SomeCapabilities {
  return Object.assign({}, ...classesOf(store).map(declaredBy).reverse()) as SomeCapabilities;
}

/** The classes of an object from its own one up. */
export function classesOf(store: object): object[] {
  const found: object[] = [];
  for (let at = above(store); at !== null && at !== Object.prototype; at = above(at)) {
    const { constructor } = at as { constructor?: unknown };
    if (typeof constructor === 'function' && Object.hasOwn(at, 'constructor')) found.push(constructor);
  }
  return found;
}

function above(object: object): object | null {
  return Object.getPrototypeOf(object) as object | null;
}

/** The name that a store goes by. */
export function nameOfStore(store: object): string {
  return nameOfClass(classesOf(store)[0]) || 'object';
}

/** Only what is a capability with a plain answer. @throws TypeError otherwise */
export function checked(capabilities: unknown, by: string): SomeCapabilities {
  if (typeof capabilities !== 'object' || capabilities === null) throw new TypeError(`capabilities of ${by} must be an object`);
  for (const [name, value] of Object.entries(capabilities)) {
    if (!(CAPABILITIES as readonly string[]).includes(name)) {
      throw new TypeError(`${by}: unknown capability '${name}'; known are ${CAPABILITIES.join(', ')}`);
    }
    if (typeof value !== 'boolean') throw new TypeError(`${by}: capability '${name}' must be true or false`);
  }
  return capabilities;
}

/** The name of a class as it was declared: a static property may be called `name`, too. */
export function nameOfClass(type: object | undefined): string {
  const { name } = (type ?? {}) as { name?: unknown };
  return typeof name === 'string' ? name : '';
}

function declaredBy(type: object): SomeCapabilities {
  return Object.hasOwn(type, DECLARED) ? (type as Record<symbol, SomeCapabilities>)[DECLARED]! : {};
}
