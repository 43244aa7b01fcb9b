import { engineEvent } from './catalog/engine.events.js';
import { snakeCase, type EventField, type EventFields } from './catalog/event.fields.js';
import type { TaskerEvent } from './tasker.event.js';

/** An event as JSON: for streams, tables and other processes. */
export interface EventJson {
  readonly name: string;
  /** ISO 8601. */
  readonly at: string;
  readonly payload: unknown;
}

/**
 * The JSON form of an event: keys of the engine in snake_case, moments in ISO 8601. Content of the user's own keeps its keys: contexts,
 * inputs, results, error contexts, and whole payloads of custom events.
 *
 * @example eventJson({ name: 'task.completed', payload, at }) // { name, at, payload: { task_id, total_steps, … } }
 */
export function eventJson({ name, payload, at }: TaskerEvent): EventJson {
  const fields = engineEvent(name)?.fields;
  return { name, at: at.toISOString(), payload: fields === undefined ? payload : recordJson(payload, fields) };
}

function recordJson(value: unknown, fields: EventFields): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] =>
    inner === undefined ? [] : [[snakeCase(name), fieldJson(inner, fields[name])]],
  );
  return Object.fromEntries(entries);
}

function fieldJson(value: unknown, field: EventField | undefined): unknown {
  if (value instanceof Date) return value.toISOString();
  const { fields, items } = field ?? {};
  if (fields !== undefined) return recordJson(value, fields);
  return items !== undefined && Array.isArray(value) ? value.map((item) => fieldJson(item, items)) : value;
}
