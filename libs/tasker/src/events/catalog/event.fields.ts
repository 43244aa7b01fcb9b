import type { JsonSchema } from '../../model/json.js';

/** A field of a payload. What events contain is declared once: TypeScript types, JSON Schema, examples and documents come from here. */
export interface EventField<T = unknown> {
  readonly description: string;
  /** JSON Schema of its JSON form, without the description. */
  readonly schema: JsonSchema;
  /** In its JSON form. */
  readonly example: unknown;
  /** What an object consists of: its keys are snake_case in JSON. Without it, the keys of an object are the user's own and stay. */
  readonly fields?: EventFields;
  /** The same of each item of a list. */
  readonly items?: EventField;
  /** Only for the compiler: the type in TypeScript. */
  readonly typed?: T;
}

/** The fields of a payload by their names in TypeScript. */
export type EventFields = Readonly<Record<string, EventField>>;

type TypeOf<Field> = Field extends EventField<infer T> ? T : never;

/** What listeners get. */
export type PayloadOf<Fields extends EventFields> = { readonly [Key in keyof Fields]: TypeOf<Fields[Key]> };

export function text(description: string, example: string): EventField<string> {
  return { description, schema: { type: 'string' }, example };
}

export function uuid(description: string): EventField<string> {
  return { description, schema: { type: 'string', format: 'uuid' }, example: '0199a3f2-5b1c-7d42-9c1e-8f4b2a6d7e10' };
}

/** A `Date` in TypeScript, ISO 8601 in JSON. */
export function moment(description: string, example = '2026-03-01T09:30:00.000Z'): EventField<Date> {
  return { description, schema: { type: 'string', format: 'date-time' }, example };
}

/** A duration, to the millisecond. */
export function seconds(description: string, example = 2.34): EventField<number> {
  return { description: `${description} (seconds)`, schema: { type: 'number', minimum: 0 }, example };
}

export function count(description: string, example: number): EventField<number> {
  return { description, schema: { type: 'integer', minimum: 0 }, example };
}

export function integer(description: string, example: number): EventField<number> {
  return { description, schema: { type: 'integer' }, example };
}

export function percentage(description: string, example: number): EventField<number> {
  return { description, schema: { type: 'number', minimum: 0, maximum: 100 }, example };
}

export function flag(description: string, example: boolean): EventField<boolean> {
  return { description, schema: { type: 'boolean' }, example };
}

/** One of some words; the first is the example. */
export function word<const Word extends string>(description: string, words: readonly [Word, ...Word[]]): EventField<Word> {
  return { description, schema: words.length === 1 ? { const: words[0] } : { enum: words }, example: words[0] };
}

export function list<T>(description: string, item: EventField<T>, example?: readonly unknown[]): EventField<readonly T[]> {
  return { description, schema: { type: 'array', items: item.schema }, example: example ?? [item.example], items: item };
}

export function record<Fields extends EventFields>(description: string, fields: Fields): EventField<PayloadOf<Fields>> {
  return { description, schema: fieldsSchema(fields), example: fieldsExample(fields), fields };
}

/** Content of the user's own: any JSON, its keys are left as they are. */
export function content(description: string, example: unknown): EventField<unknown> {
  return { description, schema: {}, example };
}

/** The field, or null. `example`: another one than the field has. */
export function orNull<T>(field: EventField<T>, example: unknown = field.example): EventField<T | null> {
  const { type, const: only, enum: words } = field.schema as { type?: unknown; const?: string; enum?: readonly string[] };
  const schema =
    type !== undefined ? { ...field.schema, type: [type, 'null'] } : { ...withoutConst(field.schema), enum: [...(words ?? [only]), null] };
  return { ...field, schema, example };
}

function withoutConst({ const: _, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

/** `totalSteps` → `total_steps`. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** JSON Schema (draft-07) of the JSON form. */
export function fieldsSchema(fields: EventFields): JsonSchema {
  const entries = Object.entries(fields).map(([name, { description, schema }]) => [snakeCase(name), { description, ...schema }] as const);
  return {
    type: 'object',
    properties: Object.fromEntries(entries),
    required: entries.map(([name]) => name),
    additionalProperties: false,
  };
}

/** An example of the JSON form. */
export function fieldsExample(fields: EventFields): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).map(([name, { example }]) => [snakeCase(name), example]));
}

/** The fields with `eventType` as the one word that this event has. */
export function typed<Fields extends EventFields, const Word extends string>(
  fields: Fields,
  eventType: Word,
): Omit<Fields, 'eventType'> & { readonly eventType: EventField<Word> } {
  return { ...fields, eventType: word('What happened', [eventType]) };
}
