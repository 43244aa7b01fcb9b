import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { ConfigurationError, type FieldIssue } from '../model/errors.js';
import type { JsonSchema } from '../model/json.js';
import { copyContent } from './content.copy.js';
import { defaultProblems } from './json-schema.defaults.js';
import { dialectFor, DRAFT_URIS, type Dialect } from './json-schema.dialect.js';
import { schemaIssues } from './json-schema.issues.js';
import { spellingProblems, type SchemaProblem } from './json-schema.problems.js';
import { suggestion } from '../model/near-names.js';

/** Compiling takes about 40 µs a value: more than two seconds of start-up for one schema. */
const LARGEST_SCHEMA = 50_000;
const DEEPEST_SCHEMA = 200;
const MOST_SHOWN = 10;
const ENDLESS = 'never comes to an end: a part of it refers to itself without going deeper, or a default is filled into itself';

/**
 * A check by JSON Schema, draft-07 unless `$schema` says 2020-12. Defaults of properties that content lacks are filled in; each must fit
 * the schema it stands in.
 *
 * @throws ConfigurationError with a line for each thing wrong with the schema; every line begins with `place`
 */
export function jsonSchemaCheck(declared: JsonSchema, place: string): (value: unknown) => { value: unknown; issues: FieldIssue[] } {
  const validate = compiled(declared, place);
  return (value) => {
    const content = copyContent(value);
    if ('issue' in content) return { value, issues: [content.issue] };
    const valid = validate(content.copy);
    return { value: content.copy, issues: valid ? [] : schemaIssues(validate.errors ?? []) };
  };
}

function compiled(declared: JsonSchema, place: string): ValidateFunction {
  const own = copyContent(declared, { mostValues: LARGEST_SCHEMA, deepest: DEEPEST_SCHEMA, jsonOnly: true });
  if ('issue' in own) throw refused(place, [own.issue.message.startsWith('is nested') ? tooDeep(own.issue) : own.issue]);
  const copy = own.copy as JsonSchema;
  const dialect = dialectFor(copy['$schema']);
  if (dialect === undefined) {
    const message = `is not a draft that can be used: leave it out for draft-07, or name ${DRAFT_URIS.join(' or ')}`;
    throw refused(place, [{ path: '$schema', message }]);
  }
  const schema = { ...copy, $schema: dialect.uri };
  const problems = spellingProblems(schema, dialect);
  const known = new Set(problems.map(({ path }) => path));
  problems.push(...formProblems(schema, dialect).filter(({ path }) => !known.has(path)));
  if (problems.length > 0) throw refused(place, problems);
  const validate = attempt(
    () => dialect.engine().compile(schema),
    (error) => refused(place, [compileProblem(error, schema)]),
  );
  attempt(
    () => validate({}),
    () => refused(place, [{ path: '', message: ENDLESS }]),
  );
  const broken = defaultProblems(schema, dialect);
  if (broken.length > 0) throw refused(place, broken);
  return validate;
}

function attempt<T>(action: () => T, refusal: (error: unknown) => Error): T {
  try {
    return action();
  } catch (error) {
    throw refusal(error);
  }
}

/** What Ajv says of a `$ref` that leads nowhere: the whole reference, and the schema that should hold it. */
interface MissingReference {
  readonly missingRef: string;
  readonly missingSchema: string;
}

/** What the draft's own schema says about a schema. */
function formProblems(schema: JsonSchema, { meta }: Dialect): SchemaProblem[] {
  return meta.validateSchema(schema) === true ? [] : schemaIssues((meta.errors as ErrorObject[] | null) ?? []);
}

function compileProblem(error: unknown, schema: JsonSchema): SchemaProblem {
  if (error instanceof Ajv.MissingRefError) return { path: '', message: missingReference(error, schema) };
  if (error instanceof RangeError) return { path: '', message: 'cannot be used: a reference leads back to itself, or there are thousands' };
  const message = String((error as Error).message).replace(/^strict mode: /, '');
  return { path: '', message: `cannot be used: ${message}` };
}

function missingReference({ missingRef, missingSchema }: MissingReference, schema: JsonSchema): string {
  if (missingSchema !== '' && missingSchema !== schema['$id']) {
    return `refers to '${missingRef}', which is not part of it: nothing is fetched; write it under 'definitions' and refer to '#/definitions/…'`;
  }
  const reference = missingRef.slice(missingSchema.length);
  const known = ['definitions', '$defs'].flatMap((home) =>
    Object.keys((schema[home] as object | undefined) ?? {}).map((name) => `#/${home}/${name}`),
  );
  return `refers to '${reference}', which it does not hold${suggestion(reference, known)}`;
}

function tooDeep({ path, message }: FieldIssue): SchemaProblem {
  return { path, message: `${message}, or contains itself: refer to a part of a schema with '$ref'` };
}

function refused(place: string, problems: readonly SchemaProblem[]): ConfigurationError {
  const rest = problems.length - MOST_SHOWN;
  const lines = problems.slice(0, MOST_SHOWN).map(({ path, message }) => `${place} ${path === '' ? '' : `at '${path}' `}${message}`);
  return new ConfigurationError([...lines, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n'));
}
