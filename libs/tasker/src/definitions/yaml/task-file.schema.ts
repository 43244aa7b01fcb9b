import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

/** The part of a JSON Schema that messages read. */
export interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly definitions?: Readonly<Record<string, SchemaNode>>;
  /** In this schema: the sentence about a text that breaks `pattern`. */
  readonly $comment?: string;
}

/** A difference from the schema and the way to the value that has it. */
export interface FormError {
  readonly error: ErrorObject;
  readonly path: readonly (string | number)[];
}

interface TaskFileSchema {
  readonly whole: SchemaNode;
  readonly file: ValidateFunction;
  readonly environment: ValidateFunction;
  readonly step: ValidateFunction;
  readonly apiConfig: ValidateFunction;
}

type Path = FormError['path'];

let compiled: TaskFileSchema | undefined;

/** The published JSON Schema of a file, compiled when the first file is read. */
function schema(): TaskFileSchema {
  if (compiled !== undefined) return compiled;
  const whole = JSON.parse(readFileSync(new URL('../../tasker.schema.json', import.meta.url), 'utf8')) as SchemaNode & { $id: string };
  // Conditions look at one key of a map without saying again that it is one.
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: true, strictTypes: false, strictRequired: false });
  const file = ajv.compile(whole);
  const part = (name: string) => ajv.compile({ $ref: `${whole.$id}#/definitions/${name}` });
  compiled = { whole, file, environment: part('environment'), step: part('step'), apiConfig: part('completeApiConfig') };
  return compiled;
}

/** The schema itself, for messages. */
export function taskFileSchema(): SchemaNode {
  return schema().whole;
}

/** Everything in which a file differs from the schema. */
export function fileErrors(file: unknown): FormError[] {
  if (!isMap(file) || !isMap(file['environments'])) return taskErrors(schema().file, file, []);
  const environments = Object.entries(file['environments']);
  return [
    ...taskErrors(schema().file, { ...file, environments: Object.fromEntries(environments.map(([name]) => [name, {}])) }, []),
    ...environments.flatMap(([name, changes]) => taskErrors(schema().environment, changes, ['environments', name])),
  ];
}

/** Everything in which the settings of an API step, those of its task included, differ from the schema. */
export function apiConfigErrors(config: unknown): FormError[] {
  return errorsOf(schema().apiConfig, config, []);
}

/** Environments and steps are checked one by one: the time that a check takes grows with the square of the errors that it finds. */
function taskErrors(validate: ValidateFunction, task: unknown, path: Path): FormError[] {
  if (!isMap(task)) return errorsOf(validate, task, path);
  const lists = ['step_templates', 'steps'].filter((key) => Array.isArray(task[key]));
  return [
    ...errorsOf(validate, { ...task, ...Object.fromEntries(lists.map((key) => [key, []])) }, path),
    ...lists.flatMap((key) => (task[key] as unknown[]).flatMap((step, index) => errorsOf(schema().step, step, [...path, key, index]))),
  ];
}

function errorsOf(validate: ValidateFunction, value: unknown, path: Path): FormError[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => ({ error, path: [...path, ...pointerPath(error.instancePath)] }));
}

function pointerPath(pointer: string): string[] {
  const parts = pointer.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
