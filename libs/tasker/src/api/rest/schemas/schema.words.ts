import type { JsonSchema } from '../../../model/json.js';
import { ref } from '../contract/route.contract.js';

/** Schemas of the fields of an object by name. */
export type Properties = Readonly<Record<string, JsonSchema>>;

/** An object of fixed keys: all are there, except those that are called optional. */
export function object(description: string, properties: Properties, { optional = [] }: { optional?: readonly string[] } = {}): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', description, properties, ...(required.length === 0 ? {} : { required }), additionalProperties: false };
}

/** A request body of fixed keys: all may be left out, except those that are called required. */
export function body(description: string, properties: Properties, required: readonly string[] = []): JsonSchema {
  return object(description, properties, { optional: Object.keys(properties).filter((name) => !required.includes(name)) });
}

/** A list of things of one kind. */
export function listOf(items: JsonSchema, description?: string): JsonSchema {
  return { type: 'array', items, ...said(description) };
}

/** The same thing, or null. */
export function nullable(schema: JsonSchema): JsonSchema {
  const { type, ...rest } = schema;
  if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  return { ...rest, type: [type, 'null'], ...('enum' in schema ? { enum: [...(schema.enum as unknown[]), null] } : {}) };
}

/** ISO-8601 in UTC. */
export function moment(description?: string): JsonSchema {
  return { type: 'string', format: 'date-time', ...said(description), examples: ['2026-03-01T10:00:00.000Z'] };
}

/** The id of a task. */
export function uuid(description?: string): JsonSchema {
  return { type: 'string', format: 'uuid', ...said(description) };
}

/** A text. */
export function word(description?: string, further: JsonSchema = {}): JsonSchema {
  return { type: 'string', ...said(description), ...further };
}

/** One of some texts. */
export function oneOfWords(words: readonly string[], description?: string): JsonSchema {
  return { type: 'string', enum: [...words], ...said(description) };
}

/** A whole number. */
export function integer(description?: string, further: JsonSchema = {}): JsonSchema {
  return { type: 'integer', ...said(description), ...further };
}

/** How many: a whole number of 0 or more. */
export function count(description?: string): JsonSchema {
  return integer(description, { minimum: 0 });
}

/** Any number. */
export function number(description?: string, further: JsonSchema = {}): JsonSchema {
  return { type: 'number', ...said(description), ...further };
}

/** True or false. */
export function truth(description?: string): JsonSchema {
  return { type: 'boolean', ...said(description) };
}

/** Whatever JSON there is: content of users. */
export function anything(description: string): JsonSchema {
  return { description };
}

/** An object whose keys are words of users or of the data, all with values of one kind. */
export function mapOf(values: JsonSchema, description?: string): JsonSchema {
  return { type: 'object', additionalProperties: values, ...said(description) };
}

/** A page of a list: `{ tasks, next_cursor, total }`, the total only where it is asked for. */
export function page(plural: string, item: string, { total = false } = {}): JsonSchema {
  return object(
    'A page of a list.',
    {
      [plural]: listOf(ref(item)),
      next_cursor: nullable(word('`cursor` of the next page; null on the last one.')),
      ...(total ? { total: count('How many there are on all pages; only with `total=true`.') } : {}),
    },
    { optional: ['total'] },
  );
}

function said(description: string | undefined): { readonly description?: string } {
  return description === undefined ? {} : { description };
}
