import type { FieldIssue } from '../../../model/errors.js';
import type { JsonObject, JsonSchema } from '../../../model/json.js';
import { momentOf } from '../../../model/moment.js';
import { isFields, refuse, unknownKeys, type Fields } from '../request.fields.js';

/** A parameter of a query: its schema for the documentation, and how its text becomes a value. */
export interface QueryField<T> {
  readonly description: string;
  readonly schema: JsonSchema;
  /** May be given several times: each is read for itself. */
  readonly many?: boolean;
  /** Given as `name[key]=value`, for as many keys as wanted: each value is read for itself. */
  readonly keyed?: boolean;
  /** Further words of the parameter in the document, for one that is not a plain text: `{ style: 'deepObject', explode: true }`. */
  readonly parameter?: JsonObject;
  /** The value, or what is wrong with the text. */
  read(text: string): { readonly value: T } | { readonly problem: string };
}

/** Parameters by name, in snake_case. */
export type QueryFields = Readonly<Record<string, QueryField<unknown>>>;

/** What reading them gives; what was not sent is absent. */
export type QueryValues<F extends QueryFields> = {
  readonly [K in keyof F]?: F[K] extends QueryField<infer T>
    ? F[K] extends { many: true }
      ? readonly T[]
      : F[K] extends { keyed: true }
        ? Readonly<Record<string, T>>
        : T
    : never;
};

/**
 * Reads the query of a request.
 *
 * @throws InvalidRequestError with an entry for each parameter that is unknown or wrong
 */
export function readQuery<F extends QueryFields>(fields: F, query: unknown): QueryValues<F> {
  const given = gathered(fields, isFields(query) ? query : {});
  const issues: FieldIssue[] = unknownKeys(given, Object.keys(fields));
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (given[name] === undefined) continue;
    const read = field.keyed === true ? readKeyed(field, name, given[name]) : readOne(field, given[name]);
    if ('problem' in read) issues.push({ path: name, message: read.problem });
    else if ('issues' in read) issues.push(...read.issues);
    else values[name] = read.value;
  }
  refuse(issues);
  return values as QueryValues<F>;
}

/** The parameters with each `name[key]` put under its name; a query parser that nests objects has done so before. */
function gathered(fields: QueryFields, query: Fields): Fields {
  const plain: [string, unknown][] = [];
  const keyed = new Map<string, [string, unknown][]>();
  for (const [parameter, value] of Object.entries(query)) {
    const [, name = '', key = ''] = /^(\w+)\[(.*)\]$/s.exec(parameter) ?? [];
    if (Object.hasOwn(fields, name) && fields[name]?.keyed === true) keyed.set(name, [...(keyed.get(name) ?? []), [key, value]]);
    else plain.push([parameter, value]);
  }
  return Object.fromEntries([...plain, ...[...keyed].map(([name, entries]) => [name, Object.fromEntries(entries)] as const)]);
}

type Read = { readonly value: unknown } | { readonly problem: string } | { readonly issues: FieldIssue[] };

function readKeyed(field: QueryField<unknown>, name: string, given: unknown): Read {
  if (!isFields(given)) return { problem: `must be given as ${name}[key]=value` };
  const values: [string, unknown][] = [];
  const issues: FieldIssue[] = [];
  for (const [key, text] of Object.entries(given)) {
    const read = key === '' ? { problem: 'needs a key' } : readOne(field, text);
    if ('problem' in read) issues.push({ path: `${name}.${key}`, message: read.problem });
    else values.push([key, read.value]);
  }
  return issues.length > 0 ? { issues } : { value: Object.fromEntries(values) };
}

function readOne(field: QueryField<unknown>, given: unknown): { readonly value: unknown } | { readonly problem: string } {
  const texts: unknown[] = Array.isArray(given) && field.many === true ? given : [given];
  const values: unknown[] = [];
  for (const text of texts) {
    if (typeof text !== 'string') return { problem: field.many === true ? 'must be text' : 'must be given once, as text' };
    if (text === '') return { problem: 'must not be empty' };
    const read = field.read(text);
    if ('problem' in read) return read;
    values.push(read.value);
  }
  return { value: field.many === true ? values : values[0] };
}

/** A whole number between two bounds, both included. */
export function wholeNumber(
  description: string,
  { minimum, maximum }: { minimum: number; maximum: number },
  byDefault?: number,
): QueryField<number> {
  return {
    description,
    schema: { type: 'integer', minimum, maximum, ...(byDefault === undefined ? {} : { default: byDefault }) },
    read: (text) => {
      const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= minimum && value <= maximum ? { value } : { problem: `must be a whole number from ${minimum} to ${maximum}` };
    },
  };
}

/** One of some words. */
export function oneOf<const W extends string>(description: string, words: readonly W[], byDefault?: W): QueryField<W> {
  return {
    description,
    schema: { type: 'string', enum: [...words], ...(byDefault === undefined ? {} : { default: byDefault }) },
    read: (text) =>
      (words as readonly string[]).includes(text) ? { value: text as W } : { problem: `must be one of ${words.join(', ')}` },
  };
}

/** A text that the engine judges. */
export function text(description: string, example?: string): QueryField<string> {
  return {
    description,
    schema: { type: 'string', ...(example === undefined ? {} : { examples: [example] }) },
    read: (value) => ({ value }),
  };
}

/** `true` or `false`. */
export function flag(description: string): QueryField<boolean> {
  return {
    description,
    schema: { type: 'boolean', default: false },
    read: (value) => (value === 'true' || value === 'false' ? { value: value === 'true' } : { problem: 'must be true or false' }),
  };
}

/** The same field, which may be given several times. */
export function many<T>(field: QueryField<T>): QueryField<T> & { readonly many: true } {
  return { ...field, many: true };
}

/** The same field, given as `name[key]=value` for as many keys as wanted. */
export function keyed<T>(field: QueryField<T>): QueryField<T> & { readonly keyed: true } {
  const { description, schema } = field;
  const byKey = { type: 'object', additionalProperties: schema };
  return { ...field, description, schema: byKey, keyed: true, parameter: { style: 'deepObject', explode: true } };
}

/** Several of some words with commas between them, each once. */
export function words<const W extends string>(description: string, known: readonly W[]): QueryField<readonly W[]> {
  return {
    description,
    schema: { type: 'array', items: { type: 'string', enum: [...known] }, uniqueItems: true },
    parameter: { style: 'form', explode: false },
    read: (text) => {
      const given = [...new Set(text.split(','))];
      const isKnown = given.every((word) => (known as readonly string[]).includes(word));
      return isKnown ? { value: given as W[] } : { problem: `must be one or several of ${known.join(', ')}, with commas between them` };
    },
  };
}

/** A moment in ISO 8601 with its zone; a date alone means midnight UTC. */
export function moment(description: string): QueryField<Date> {
  return {
    description,
    schema: { type: 'string', format: 'date-time', examples: ['2026-03-01T10:00:00Z'] },
    read: (text) => {
      const value = momentOf(text);
      return value === undefined ? { problem: "must be ISO 8601 with its zone, '2026-03-01T10:00:00Z'" } : { value };
    },
  };
}
