/** `waitingForTurn` as `waiting_for_turn`. */
export type SnakeKey<Key extends string> = Key extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeKey<Rest>}`
  : Key;

/** A value as JSON of the REST API: keys in snake_case, moments as ISO-8601 in UTC. */
export type Snaked<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Snaked<Item>[]
    : T extends object
      ? { readonly [Key in keyof T as Key extends string ? SnakeKey<Key> : never]: Snaked<T[Key]> }
      : T;

/** Presents a value whose keys are fixed names; it must hold no content of users as an object, whose keys would be changed. */
export function snaked<T>(value: T): Snaked<T> {
  return present(value) as Snaked<T>;
}

function present(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(present);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [snakeKey(key), present(inner)]));
}

/** `retry_limit` as `retryLimit`. */
export function camelKey(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** `retryLimit` as `retry_limit`. */
export function snakeKey(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
