import { isStorableJson } from '../model/storable.json.js';

/** Why a value cannot be stored as JSON in PostgreSQL. */
export interface StorageProblem {
  readonly code: 'INVALID_RESULT' | 'RESULT_NOT_SERIALISABLE' | 'RESULT_TOO_LARGE' | 'RESULT_NOT_STORABLE';
  readonly message: string;
}

/** JSON text of a value that may be stored, or why it may not. */
export type StoredJson = { readonly json: string } | { readonly problem: StorageProblem };

/**
 * JSON of a handler's result. Nothing (undefined, null) is an empty object; a primitive, a Map or a Set is refused, because what would
 * be stored is not what was meant.
 */
export function resultJson(value: unknown, limitBytes: number): StoredJson {
  if (value === undefined || value === null) return { json: '{}' };
  if (typeof value !== 'object' || value instanceof Map || value instanceof Set) {
    return problem('INVALID_RESULT', `a step returns an object or nothing, not ${nameOf(value)}`);
  }
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (error) {
    return problem('RESULT_NOT_SERIALISABLE', `the result is not JSON: ${firstLine(error)}`);
  }
  if (json === undefined || (json[0] !== '{' && json[0] !== '[')) {
    return problem(
      'INVALID_RESULT',
      `a step returns an object or nothing; as JSON this ${nameOf(value)} is ${json?.slice(0, 40) ?? 'nothing'}`,
    );
  }
  return checkJson(json, limitBytes);
}

/** Whether PostgreSQL can hold this JSON text within the limit. */
export function checkJson(json: string, limitBytes: number): StoredJson {
  // A UTF-16 unit is at most 3 bytes: short texts need no count.
  const bytes = json.length * 3 > limitBytes ? Buffer.byteLength(json) : 0;
  if (bytes > limitBytes) return problem('RESULT_TOO_LARGE', `${bytes} bytes of JSON, the limit is ${limitBytes}`);
  if (!isStorableJson(json)) {
    return problem('RESULT_NOT_STORABLE', 'a text contains a NUL character or half of a surrogate pair');
  }
  return { json };
}

/** The text without what jsonb refuses, for messages that must be stored whatever they contain. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

function nameOf(value: unknown): string {
  return typeof value === 'object' ? (value?.constructor?.name ?? 'object') : typeof value;
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0]!;
}

function problem(code: StorageProblem['code'], message: string): StoredJson {
  return { problem: { code, message } };
}
