/** What `JSON.stringify` would write in place of a value. */
export function jsonOf(value: unknown): unknown {
  const convertible = value as { toJSON?: () => unknown } | null | undefined;
  return typeof convertible?.toJSON === 'function' ? convertible.toJSON() : value;
}

/** Whether `JSON.stringify` writes a value at all; in a list it writes null for what it does not. */
export function isWritten(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}

/** Sets a property of its own: an assignment to `__proto__` would change the prototype instead. */
export function put(target: object, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, configurable: true, enumerable: true, writable: true });
  else (target as Record<string, unknown>)[key] = value;
}
