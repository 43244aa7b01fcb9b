import { camelCase, factOf } from '../events/subscriber.facts.js';
import type { TaskerEvent } from '../events/tasker.event.js';
import type { FileSubscription } from './yaml/subscription-file.reader.js';

/**
 * Whether an event has what a file asks for: by the snake_case name of a field, or the way to it (`task_context.region`), what it is, or one
 * of what. Of a list, one item must fit; a moment is compared as its ISO 8601 text; null is what the event does not have.
 */
export function subscriptionFilter(wanted: FileSubscription['filter']): (event: TaskerEvent) => boolean {
  const fields = Object.entries(wanted).map(([field, value]) => ({ path: field.split('.'), values: listOf(value) }));
  return (event) => fields.every(({ path, values }) => forms(valueAt(event, path)).some((form) => values.includes(form)));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** The field that the way to a value begins with. */
export function fieldOf(path: string): string {
  return path.split('.', 1)[0]!;
}

function valueAt(event: TaskerEvent, [field = '', ...rest]: readonly string[]): unknown {
  return rest.reduce<unknown>((value, key) => inner(value, key), factOf(event as TaskerEvent<any>, field));
}

/** Keys of the user's own content are as they are, those of the engine's are written in camelCase. */
function inner(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const name = [key, camelCase(key)].find((each) => Object.hasOwn(value, each));
  return name === undefined ? undefined : (value as Readonly<Record<string, unknown>>)[name];
}

function forms(value: unknown): unknown[] {
  if (value === undefined || value === null) return [null];
  if (Array.isArray(value)) return value.flatMap(forms);
  return [value instanceof Date ? value.toISOString() : value];
}
