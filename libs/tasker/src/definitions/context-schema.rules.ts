import type { JsonSchema } from '../model/json.js';
import { suggestion } from '../model/near-names.js';
import { isPlainObject } from './value.rules.js';

/**
 * Why no context can ever match a schema, for what shows without trying: a context is an object, and the schema lets none through. The rest
 * of a sentence that begins with the place; undefined: some context may match.
 *
 * Takes a schema that can be used: call it after `contentCheck`.
 *
 * @example contextSchemaProblem({ type: 'string' }) // "can never be matched: a context is always an object, and its type is 'string'"
 */
export function contextSchemaProblem(schema: JsonSchema): string | undefined {
  const why = refusalOfObjects(schema, { root: schema, known: new Map() });
  return why === undefined ? undefined : `can never be matched: ${why}`;
}

interface Walk {
  /** What a reference to `#/…` begins at. */
  readonly root: JsonSchema;
  /** What was found out about a schema. While it is looked at, nothing speaks against it: a schema may refer to itself. */
  readonly known: Map<unknown, string | undefined>;
}

/** Why a schema lets no object through; in doubt it does. */
function refusalOfObjects(schema: unknown, walk: Walk): string | undefined {
  if (schema === false) return 'false lets nothing through';
  if (!isPlainObject(schema) || walk.known.has(schema)) return walk.known.get(schema);
  walk.known.set(schema, undefined);
  const { $id } = schema;
  const root = typeof $id === 'string' && !$id.startsWith('#') ? schema : walk.root;
  const refusal = ownRefusal(schema) ?? refusalOfKeys(schema) ?? partRefusal(schema, { ...walk, root });
  walk.known.set(schema, refusal);
  return refusal;
}

function ownRefusal(schema: JsonSchema): string | undefined {
  const types = schema['type'] === undefined ? [] : [schema['type']].flat();
  if (types.length > 0 && !types.includes('object')) {
    return `a context is always an object, and its type is ${types.map((type) => `'${type as string}'`).join(' or ')}`;
  }
  if (Object.hasOwn(schema, 'const') && !isPlainObject(schema['const'])) return "a context is always an object, and its 'const' is none";
  const values = schema['enum'];
  if (Array.isArray(values) && !values.some(isPlainObject)) return "a context is always an object, and its 'enum' lists none";
  return anyObjectMatches(schema['not']) ? "its 'not' shuts out every object" : undefined;
}

function anyObjectMatches(schema: unknown): boolean {
  if (schema === true) return true;
  if (!isPlainObject(schema)) return false;
  return Object.entries(schema).every(([keyword, value]) => keyword === 'type' && [value].flat().includes('object'));
}

/** A key that is required and not allowed: usually a typing mistake in one of the two places. */
function refusalOfKeys(schema: JsonSchema): string | undefined {
  const { required, properties = {}, patternProperties = {}, additionalProperties } = schema;
  if (!Array.isArray(required) || !isPlainObject(properties) || !isPlainObject(patternProperties)) return undefined;
  const closed = additionalProperties === false && Object.keys(patternProperties).length === 0;
  for (const key of required as string[]) {
    const known = Object.hasOwn(properties, key);
    if (known ? properties[key] === false : closed) {
      return `'${key}' is required, but not allowed${known ? '' : suggestion(key, Object.keys(properties))}`;
    }
  }
  return undefined;
}

function partRefusal(schema: JsonSchema, walk: Walk): string | undefined {
  const parts = (keyword: string) => (Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : []);
  const reasons = (keyword: string) => parts(keyword).map((part) => refusalOfObjects(part, walk));
  const all = reasons('allOf').find((reason) => reason !== undefined);
  if (all !== undefined) return all;
  for (const alternatives of [reasons('anyOf'), reasons('oneOf')]) {
    if (alternatives.length > 0 && alternatives.every((reason) => reason !== undefined)) return alternatives[0];
  }
  return referenceRefusal(schema, walk);
}

/** References to a part of the schema by its path; those by an id are not followed. */
function referenceRefusal({ $ref }: JsonSchema, walk: Walk): string | undefined {
  if (typeof $ref !== 'string' || !$ref.startsWith('#/')) return undefined;
  let target: unknown = walk.root;
  for (const part of $ref.slice(2).split('/')) {
    if (typeof target !== 'object' || target === null) return undefined;
    target = (target as Readonly<Record<string, unknown>>)[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return refusalOfObjects(target, walk);
}
