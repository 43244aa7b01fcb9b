import type { ErrorObject } from 'ajv';
import type { FieldIssue } from '../model/errors.js';
import { boundedIssues, MOST_ISSUES, pathTo } from './content.issues.js';
import { suggestion } from '../model/near-names.js';

const KINDS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

const FORMAT_EXAMPLES: Readonly<Record<string, string>> = {
  date: '2026-01-31',
  time: '12:30:00Z',
  'date-time': '2026-01-31T12:30:00Z',
  duration: 'P1DT12H',
};

/** Said of a value that fits none, or too many, of several forms: what is wrong with it inside says more. */
const SUMMARIES = new Set(['anyOf', 'oneOf', 'if', 'propertyNames']);
const NO_FORM = 'fits none of the allowed forms';
const MOST_VALUES = 10;
const LONGEST_VALUE = 40;

/** Everything that Ajv says about one field. */
interface FieldErrors {
  readonly types: Set<string>;
  readonly messages: Set<string>;
  readonly summaries: Set<string>;
  data: unknown;
}

/** The errors of Ajv (option `verbose`) as one issue for each field. */
export function schemaIssues(errors: readonly ErrorObject[]): FieldIssue[] {
  const fields = new Map<string, FieldErrors>();
  let untold = 0;
  for (const error of errors) {
    const path = pathOf(error);
    const field = fields.get(path) ?? { types: new Set(), messages: new Set(), summaries: new Set(), data: error.data };
    if (!fields.has(path) && fields.size === MOST_ISSUES) untold++;
    else fields.set(path, told(field, error));
  }
  const issues = Array.from(fields, ([path, field]) => ({ path, message: sentence(field) }));
  const inside = issues.filter(({ message }) => message !== '');
  const shown = inside.length > 0 ? inside : [{ path: '', message: 'does not fit the schema' }];
  return boundedIssues(shown, shown.length + untold);
}

function told(field: FieldErrors, error: ErrorObject): FieldErrors {
  if (error.keyword === 'type') [error.params['type'] as string | string[]].flat().forEach((type) => field.types.add(type));
  else if (SUMMARIES.has(error.keyword)) field.summaries.add(summary(error));
  else field.messages.add(error.propertyName === undefined ? messageOf(error) : `is not an allowed name: ${messageOf(error)}`);
  return field;
}

function sentence({ types, messages, summaries, data }: FieldErrors): string {
  const kinds = Array.from(types, (type) => KINDS[type] ?? type);
  const type = kinds.length === 0 ? [] : [`must be ${kinds.join(' or ')}, not ${kindOf(data)}`];
  const said = [...type, ...messages];
  if (said.length > 0) return said.join(summaries.has(NO_FORM) ? ', or ' : '; ');
  return [...summaries].filter((text) => text !== '').join('; ');
}

function summary({ keyword, params }: ErrorObject): string {
  if (keyword === 'oneOf' && Array.isArray(params['passingSchemas'])) return 'fits more than one of the forms that exclude each other';
  return keyword === 'if' || keyword === 'propertyNames' ? '' : NO_FORM;
}

/** The field that an error is about: for a missing or superfluous property that property, not the object. */
function pathOf({ instancePath, params, propertyName }: ErrorObject): string {
  const keys = instancePath.split('/').slice(1);
  const path = keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')).reduce(pathTo, '');
  const { missingProperty, additionalProperty, unevaluatedProperty } = params as Record<string, string | undefined>;
  const key =
    missingProperty ?? additionalProperty ?? unevaluatedProperty ?? propertyName ?? (params['propertyName'] as string | undefined);
  return key === undefined ? path : pathTo(path, key);
}

type Wording = (error: ErrorObject) => string;

const WORDINGS: Readonly<Record<string, Wording>> = {
  required: () => 'is required',
  dependentRequired: ({ params }) => `is required beside '${params['property']}'`,
  dependencies: ({ params }) => `is required beside '${params['property']}'`,
  additionalProperties: superfluous,
  unevaluatedProperties: superfluous,
  'false schema': () => 'is not allowed',
  not: () => 'has a form that is not allowed',
  enum: ({ params, data }) => `must be one of ${listed(params['allowedValues'] as unknown[], data)}`,
  const: ({ params }) => `must be ${shortJson(params['allowedValue'])}`,
  format: ({ params }) => formatted(String(params['format'])),
  minLength: ({ params }) => `must have at least ${counted(params['limit'], 'character')}`,
  maxLength: ({ params }) => `must have at most ${counted(params['limit'], 'character')}`,
  minItems: ({ params }) => `must have at least ${counted(params['limit'], 'entry')}`,
  maxItems: ({ params }) => `must have at most ${counted(params['limit'], 'entry')}`,
  minProperties: ({ params }) => `must have at least ${counted(params['limit'], 'key')}`,
  maxProperties: ({ params }) => `must have at most ${counted(params['limit'], 'key')}`,
};

function messageOf(error: ErrorObject): string {
  const wording = Object.hasOwn(WORDINGS, error.keyword) ? WORDINGS[error.keyword] : undefined;
  return wording?.(error) ?? (error.message ?? `breaks '${error.keyword}'`).replace('must NOT', 'must not');
}

function superfluous({ params, parentSchema }: ErrorObject): string {
  const key = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
  return `is not allowed here${suggestion(key, Object.keys((parentSchema?.['properties'] as object | undefined) ?? {}))}`;
}

function formatted(format: string): string {
  const example = FORMAT_EXAMPLES[format];
  return `must have the format ${format}${example === undefined ? '' : `, such as ${example}`}`;
}

function listed(values: readonly unknown[], data: unknown): string {
  const rest = values.length - MOST_VALUES;
  const shown = values.slice(0, MOST_VALUES).map(shortJson).join(', ');
  const texts = values.filter((value) => typeof value === 'string');
  return `${shown}${rest > 0 ? ` and ${rest} more` : ''}${typeof data === 'string' ? suggestion(data, texts) : ''}`;
}

function shortJson(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length <= LONGEST_VALUE ? json : `${json.slice(0, LONGEST_VALUE).toWellFormed()}…`;
}

function counted(count: unknown, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${String(count)} ${noun.endsWith('y') && noun !== 'key' ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}

function kindOf(data: unknown): string {
  if (data === null) return 'null';
  if (Array.isArray(data)) return 'a list';
  if (typeof data === 'number') return Number.isInteger(data) ? 'a whole number' : 'a number';
  return KINDS[typeof data] ?? typeof data;
}
