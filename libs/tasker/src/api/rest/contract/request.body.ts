import { InvalidRequestError } from '../../../model/errors.js';
import type { JsonSchema } from '../../../model/json.js';
import { isFields, refuse, unknownKeys, type Fields } from '../request.fields.js';
import { camelKey } from '../snake.case.js';

/** How a body is read. */
export interface BodyReading {
  /** What is documented of it: its `properties` are the keys that are known. */
  readonly schema: JsonSchema;
  /** Key under which the same may stand alone: `{ "task": { … } }`. */
  readonly wrapper?: string;
  /** The request may come without a body, which counts as an empty one. */
  readonly optional?: boolean;
}

/** What a body says, and what stands before the path of each of its fields. */
export interface RequestBody {
  /** By names in camelCase. */
  readonly fields: Fields;
  /** Empty, or the wrapper and a dot. */
  readonly prefix: string;
}

/**
 * Reads the body of a request. Only the set of its keys is checked; what stands in them is the engine's to judge.
 *
 * @throws InvalidRequestError when it is no JSON object, or has a key that is not documented
 */
export function readBody(body: unknown, { schema, wrapper, optional = false }: BodyReading): RequestBody {
  // Without a body, Express leaves it undefined and Fastify undefined or null.
  const given = optional && (body === undefined || body === null) ? {} : body;
  if (!isFields(given)) throw new InvalidRequestError([{ path: '', message: 'the body must be a JSON object sent as application/json' }]);
  if (wrapper === undefined || !Object.hasOwn(given, wrapper)) return read(given, schema, '');
  refuse(unknownKeys(given, [wrapper]));
  const inner = given[wrapper];
  if (!isFields(inner)) throw new InvalidRequestError([{ path: wrapper, message: 'must be an object' }]);
  return read(inner, schema, `${wrapper}.`);
}

function read(fields: Fields, { properties }: JsonSchema, prefix: string): RequestBody {
  refuse(unknownKeys(fields, Object.keys(properties as object), prefix));
  return { fields: Object.fromEntries(Object.entries(fields).map(([key, value]) => [camelKey(key), value])), prefix };
}
