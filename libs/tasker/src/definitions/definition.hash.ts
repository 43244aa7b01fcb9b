import { createHash } from 'node:crypto';
import type { TaskDefinition } from './task-definition.js';

/**
 * SHA-256 (hex) of the definition as canonical JSON. Class and method names do not count: moving code changes no definition. Nor do settings
 * of its operation.
 */
export function definitionHash(definition: TaskDefinition): string {
  const { declaredBy: _class, staleness: _staleness, retention: _retention, searchable: _searchable, steps, ...task } = definition;
  const content = { ...task, steps: steps.map(({ handledBy: _handler, ...step }) => step) };
  return createHash('sha256').update(JSON.stringify(content, sortKeys)).digest('hex');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}
