import { isWritten, jsonOf } from './json.value.js';

/** What is still to be written: text as it stands, or a value; `ends` is the object that the text closes. */
interface Open {
  readonly text?: string;
  readonly value?: unknown;
  readonly ends?: object;
}

/**
 * JSON text in which the keys of every object stand in one order, so that values equal as JSON have equal texts. Numbers and texts are
 * written, and values left out, as `JSON.stringify` does it. Iterative: nesting may be as deep as memory allows.
 *
 * @throws TypeError for a value that contains itself, and for a BigInt
 */
export function canonicalJson(value: unknown): string {
  const parts: string[] = [];
  const ancestors = new Set<object>();
  const open: Open[] = [{ value }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.ends !== undefined) ancestors.delete(next.ends);
    if (next.text !== undefined) {
      parts.push(next.text);
      continue;
    }
    const json = jsonOf(next.value);
    if (typeof json !== 'object' || json === null) {
      parts.push(JSON.stringify(json) ?? 'null');
      continue;
    }
    if (ancestors.has(json)) throw new TypeError('a value that contains itself is not JSON');
    ancestors.add(json);
    for (const part of partsOf(json).reverse()) open.push(part);
  }
  return parts.join('');
}

function partsOf(json: object): Open[] {
  if (Array.isArray(json)) {
    const entries = Array.from(json, (value: unknown, place): Open[] => [{ text: place === 0 ? '[' : ',' }, { value }]);
    return [...(entries.length === 0 ? [{ text: '[' }] : entries.flat()), { text: ']', ends: json }];
  }
  const record = json as Record<string, unknown>;
  const keys = Object.keys(record).filter((key) => isWritten(jsonOf(record[key])));
  const entries = keys
    .sort()
    .map((key, place): Open[] => [{ text: `${place === 0 ? '' : ','}${JSON.stringify(key)}:` }, { value: record[key] }]);
  return [{ text: '{' }, ...entries.flat(), { text: '}', ends: json }];
}
