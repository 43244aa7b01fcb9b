import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { documentedTaskFile } from '../../../../../test/support/task.files.js';
import { BACKOFF_OPTIONS, LISTED_STEP_OPTIONS, TASK_OPTIONS } from '../step.options.js';
import { STEP_KEYS, TASK_KEYS } from './key.spellings.js';

interface Described {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Described>>;
  readonly definitions: Readonly<Record<string, Described>>;
}

const ID = 'urn:nestjs-tasker:task-definition';
const schema = JSON.parse(readFileSync(new URL('../../tasker.schema.json', import.meta.url), 'utf8')) as Described;
const step = schema.definitions['step']!;
const api = schema.definitions['apiConfig']!;

const keysOf = (described: Described | undefined) => Object.keys(described?.properties ?? {}).sort();
const resolved = (described: Described): Described =>
  described.$ref === undefined
    ? described
    : resolved(
        described.$ref
          .slice(2)
          .split('/')
          .reduce((at, key) => at[key] as Record<string, unknown>, schema as unknown as Record<string, unknown>) as unknown as Described,
      );

/** Every key that the schema describes, by JSON pointer. */
function* describedKeys(described: Described, pointer: string): Generator<[string, Described]> {
  for (const [key, value] of Object.entries(described.properties ?? {})) {
    yield [`${pointer}/properties/${key}`, resolved(value)];
    if (value.$ref === undefined) yield* describedKeys(value, `${pointer}/properties/${key}`);
  }
}

describe('the published schema', () => {
  it('is a draft-07 schema with a neutral name', () => {
    const ajv = new Ajv();
    expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true);
    expect(schema).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', $id: ID });
  });

  it('describes every key, with an example that fits', () => {
    const ajv = new Ajv({ schemas: [schema], strict: false });
    const parts = Object.entries(schema.definitions).flatMap(([name, part]) => [...describedKeys(part, `#/definitions/${name}`)]);
    const keys = [...describedKeys(schema, '#'), ...parts];
    expect(keys.length).toBeGreaterThan(80);
    for (const [pointer, { title, description, examples = [] }] of keys) {
      expect([title, description, examples[0]], pointer).not.toContain(undefined);
      for (const example of examples) {
        expect(ajv.validate({ $ref: `${ID}${pointer}` }, example), `${pointer}: ${ajv.errorsText()}`).toBe(true);
      }
    }
  });

  it('accepts the example of the documentation', () => {
    const ajv = new Ajv({ strict: false });
    expect(ajv.validate(schema, parse(documentedTaskFile())), ajv.errorsText()).toBe(true);
  });

  it('and the reader know the same keys', () => {
    expect(keysOf(schema)).toEqual([...Object.keys(TASK_KEYS), 'environments'].sort());
    expect(keysOf(schema.definitions['environment'])).toEqual(
      Object.keys(TASK_KEYS)
        .filter((key) => key !== 'name')
        .sort(),
    );
    expect(keysOf(step)).toEqual(Object.keys(STEP_KEYS).sort());
  });

  it('and a definition know the same keys', () => {
    const { max_execution_time, priority } = schema.properties!['configuration']!.properties!;
    expect([max_execution_time, priority]).not.toContain(undefined);
    const task = new Set([...Object.values(TASK_KEYS), 'maxExecutionTime', 'priority']);
    expect([...task].sort()).toEqual([...TASK_OPTIONS, 'taskHandlerClass', 'moduleNamespace'].sort());
    const steps = new Set(Object.values(STEP_KEYS).map((key) => (key.startsWith('dependsOn') ? 'dependsOn' : key)));
    expect([...steps].sort()).toEqual([...LISTED_STEP_OPTIONS].sort());
    expect(keysOf(schema.definitions['backoff'])).toEqual([...BACKOFF_OPTIONS].sort());
  });

  it('and the documentation know the same keys, and the example has each of them in one spelling', () => {
    const text = readFileSync(new URL('../../../../../docs/yaml.md', import.meta.url), 'utf8');
    const parts = [schema, step, api, schema.definitions['backoff'], resolved(api.properties!['ssl']!)];
    const keys = new Set(parts.flatMap(keysOf));
    const second = ['namespace', 'steps', 'handler', 'retry_limit', 'retryable'];
    for (const key of keys) {
      expect(text.includes(`\`${key}\``), key).toBe(true);
      expect(new RegExp(`^[\\s-]*${key}:`, 'm').test(documentedTaskFile()), key).toBe(!second.includes(key));
    }
  });
});
