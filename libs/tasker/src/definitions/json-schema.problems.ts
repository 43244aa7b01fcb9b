import type { JsonSchema } from '../model/json.js';
import { pathTo } from './content.issues.js';
import type { Dialect } from './json-schema.dialect.js';
import { suggestion } from '../model/near-names.js';
import { isPlainObject } from './value.rules.js';

/** Something wrong with a schema: where in it, and the rest of the sentence that begins with the place. */
export interface SchemaProblem {
  readonly path: string;
  readonly message: string;
}

/** Keywords whose value is a schema for each of its keys, one schema, or a list of them. */
const BY_NAME = new Set(['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas', 'dependencies']);
const NESTED = new Set([
  'items', 'additionalItems', 'prefixItems', 'contains', 'unevaluatedItems', 'additionalProperties', 'propertyNames',
  'unevaluatedProperties', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'contentSchema',
]); // prettier-ignore

/** A schema inside a schema: the way to it for people, and key by key. */
export interface Subschema {
  readonly schema: JsonSchema;
  readonly path: string;
  readonly keys: readonly string[];
}

type Open = Omit<Subschema, 'schema'> & { readonly schema: unknown };

/** Misspelt keywords and formats, and expressions that cannot be used: with places and near names, which Ajv does not give. */
export function spellingProblems(root: JsonSchema, dialect: Dialect): SchemaProblem[] {
  return Array.from(subschemasOf(root)).flatMap(({ schema, path }) =>
    Object.entries(schema).flatMap(([keyword, value]) => {
      const place = pathTo(path, keyword);
      const message = keywordProblem(keyword, value, dialect);
      const own = message === undefined ? [] : [{ path: place, message }];
      return keyword === 'patternProperties' ? [...own, ...namePatternProblems(value, place)] : own;
    }),
  );
}

/** A schema and every schema inside it that is an object. */
export function* subschemasOf(root: JsonSchema): Generator<Subschema> {
  const open: Open[] = [{ schema: root, path: '', keys: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { schema, path, keys } = next;
    if (!isPlainObject(schema)) continue;
    yield { schema, path, keys };
    for (const [keyword, value] of Object.entries(schema)) {
      open.push(...subschemas(keyword, value, { path: pathTo(path, keyword), keys: [...keys, keyword] }).reverse());
    }
  }
}

function subschemas(keyword: string, value: unknown, { path, keys }: Omit<Open, 'schema'>): Open[] {
  const inside = (key: string, schema: unknown): Open => ({ schema, path: pathTo(path, key), keys: [...keys, key] });
  if (BY_NAME.has(keyword) && isPlainObject(value)) return Object.entries(value).map(([name, schema]) => inside(name, schema));
  if (!NESTED.has(keyword)) return [];
  return Array.isArray(value) ? value.map((schema: unknown, place) => inside(String(place), schema)) : [{ schema: value, path, keys }];
}

function keywordProblem(keyword: string, value: unknown, dialect: Dialect): string | undefined {
  if (keyword === '$async') return 'cannot be used: a context is checked by what it holds only';
  if (!dialect.keywords.has(keyword)) return `is not a keyword of JSON Schema (${dialect.uri})${suggestion(keyword, dialect.keywords)}`;
  if (typeof value !== 'string') return undefined;
  if (keyword === 'pattern') return expressionProblem(value);
  if (keyword === 'format' && !dialect.formats.has(value))
    return `names the unknown format '${value}'${suggestion(value, dialect.formats)}`;
  return undefined;
}

function namePatternProblems(value: unknown, path: string): SchemaProblem[] {
  if (!isPlainObject(value)) return [];
  return Object.keys(value).flatMap((pattern) => {
    const message = expressionProblem(pattern);
    return message === undefined ? [] : [{ path: pathTo(path, pattern), message }];
  });
}

/** What is wrong with a regular expression. It is run once: one that is too large is compiled, and refused, only then. */
function expressionProblem(source: string): string | undefined {
  try {
    new RegExp(source, 'u').test('');
  } catch (error) {
    return `is not a regular expression: ${(error as Error).message}`;
  }
  const doubled = doublyRepeated(source);
  if (doubled === undefined) return undefined;
  return `takes exponential time on texts that do not match: '${doubled}' repeats a repetition; leave one of the two out`;
}

/**
 * A group that holds nothing but one repeated character and is itself repeated, `(a+)+`: thirty characters that do not match take minutes.
 * It can always be written as `a+`, so that no useful expression is refused. Other ways to write such expressions exist.
 */
function doublyRepeated(source: string): string | undefined {
  const atom = String.raw`(?:\\[pP]\{[^}]*\}|\\[^]|\[(?:\\[^]|[^\]\\])*\]|[^\\()[\]|^$*+?{}])`;
  const many = String.raw`(?:[*+]|\{\d+,\})`;
  const skipped = String.raw`\\[^]|\[(?:\\[^]|[^\]\\])*\]`;
  const found = new RegExp(`${skipped}|(\\((?:\\?:|\\?<\\w+>)?${atom}${many}\\??\\)${many})`, 'g');
  for (const match of source.matchAll(found)) if (match[1] !== undefined) return match[1];
  return undefined;
}
