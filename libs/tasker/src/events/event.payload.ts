import type { JsonObject } from '../model/json.js';
import { isStorableJson } from '../model/storable.json.js';
import { EventRefusedError } from './event.refusal.js';

/** A payload waits in memory for every listener, and is stored for durable ones. */
const MOST_BYTES = 1_048_576;

/**
 * Checks the payload of an event of the user's own; `publisher` begins the sentence.
 *
 * @throws EventRefusedError for what JSON cannot hold, and for more than 1 MB (1,048,576 bytes) of it
 */
export function checkPayload(publisher: string, name: string, payload: unknown): void {
  if (payload !== undefined) payloadJson(publisher, name, payload);
}

/** JSON of a payload. @throws EventRefusedError */
function payloadJson(publisher: string, name: string, payload: unknown): string {
  const refuse = (problem: string) => new EventRefusedError(`${publisher} '${name}' with a payload that ${problem}`, name, 'payload');
  let json: string | undefined;
  try {
    json = JSON.stringify(payload);
  } catch (error) {
    throw refuse(`is no JSON: ${reasonOf(error)}`);
  }
  if (json === undefined) throw refuse(`is no JSON: it is a ${typeof payload}`);
  // A character has at most three bytes: most payloads need no second look.
  const bytes = json.length * 3 <= MOST_BYTES ? 0 : Buffer.byteLength(json);
  if (bytes > MOST_BYTES) {
    throw refuse(`has ${bytes} bytes as JSON; at most ${MOST_BYTES} are allowed: store it, and publish where it is`);
  }
  return json;
}

/**
 * A copy of what becomes a part of a payload that is stored, as JSON has it: whoever published may go on to change the original.
 *
 * @throws EventRefusedError as `checkPayload`, and for what is no object with named values, or cannot be stored
 */
export function checkedFields(publisher: string, name: string, payload: unknown): JsonObject {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    const found = Array.isArray(payload) ? 'a list' : payload === null ? 'null' : `a ${typeof payload}`;
    throw new EventRefusedError(`${publisher} '${name}' with a payload that must be an object, not ${found}`, name, 'payload');
  }
  const json = payloadJson(publisher, name, payload);
  if (isStorableJson(json)) return JSON.parse(json) as JsonObject;
  throw new EventRefusedError(
    `${publisher} '${name}' with a payload that cannot be stored: a text has a NUL character or half of a surrogate pair`,
    name,
    'payload',
  );
}

/** The first line tells which value it is; the others draw the circle. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it cannot be read';
  if (error instanceof RangeError) return 'it nests too deeply';
  if (error.message.startsWith('Converting circular structure')) return 'it contains itself';
  return error.message.split('\n', 1)[0]!;
}
