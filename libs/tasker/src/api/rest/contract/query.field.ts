import type { FieldIssue } from '../../../model/errors.js';
import type { JsonSchema } from '../../../model/json.js';
import { isFields, refuse, unknownKeys } from '../request.fields.js';

/** A parameter of a query: its schema for the documentation, and how its text becomes a value. */
export interface QueryField<T> {
  readonly description: string;
  readonly schema: JsonSchema;
  /** May be given several times: each is read for itself. */
  readonly many?: boolean;
  /** The value, or what is wrong with the text. */
  read(text: string): { readonly value: T } | { readonly problem: string };
}

/** Parameters by name, in snake_case. */
export type QueryFields = Readonly<Record<string, QueryField<unknown>>>;

/** What reading them gives; what was not sent is absent. */
export type QueryValues<F extends QueryFields> = {
  readonly [K in keyof F]?: F[K] extends QueryField<infer T> ? (F[K] extends { many: true } ? readonly T[] : T) : never;
};

/**
 * Reads the query of a request.
 *
 * @throws InvalidRequestError with an entry for each parameter that is unknown or wrong
 */
export function readQuery<F extends QueryFields>(fields: F, query: unknown): QueryValues<F> {
  const given = isFields(query) ? query : {};
  const issues: FieldIssue[] = unknownKeys(given, Object.keys(fields));
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (given[name] === undefined) continue;
    const read = readOne(field, given[name]);
    if ('problem' in read) issues.push({ path: name, message: read.problem });
    else values[name] = read.value;
  }
  refuse(issues);
  return values as QueryValues<F>;
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
