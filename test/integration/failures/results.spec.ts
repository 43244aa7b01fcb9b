import type { TaskView } from 'nestjs-tasker';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSound } from '../../support/audit.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startApp } from '../../support/engine.js';
import { RecordedLogs } from '../../support/recorded.logs.js';
import { workflow } from '../../support/workflows.js';

const circular: Record<string, unknown> = {};
circular.self = circular;
const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`) as object;

/** What a handler returns, and what is stored: a result, or the code of the permanent failure. */
const CASES: Record<string, { returns: () => unknown; stored?: unknown; code?: string }> = {
  nothing: { returns: () => undefined, stored: {} },
  null_value: { returns: () => null, stored: {} },
  empty: { returns: () => ({}), stored: {} },
  number_value: { returns: () => 42, code: 'INVALID_RESULT' },
  string_value: { returns: () => 'done', code: 'INVALID_RESULT' },
  boolean_value: { returns: () => true, code: 'INVALID_RESULT' },
  bigint_value: { returns: () => 1n, code: 'INVALID_RESULT' },
  symbol_value: { returns: () => Symbol('s'), code: 'INVALID_RESULT' },
  function_value: { returns: () => () => 1, code: 'INVALID_RESULT' },
  array: { returns: () => [1, 'two', null], stored: [1, 'two', null] },
  map: { returns: () => new Map([['a', 1]]), code: 'INVALID_RESULT' },
  set: { returns: () => new Set([1]), code: 'INVALID_RESULT' },
  date: { returns: () => new Date(0), code: 'INVALID_RESULT' },
  date_inside: { returns: () => ({ at: new Date(0) }), stored: { at: '1970-01-01T00:00:00.000Z' } },
  bigint_inside: { returns: () => ({ n: 1n }), code: 'RESULT_NOT_SERIALISABLE' },
  circular: { returns: () => circular, code: 'RESULT_NOT_SERIALISABLE' },
  to_json: { returns: () => ({ toJSON: () => ({ shown: 1 }) }), stored: { shown: 1 } },
  to_json_text: { returns: () => ({ toJSON: () => 'text' }), code: 'INVALID_RESULT' },
  to_json_throws: {
    returns: () => ({
      toJSON: () => {
        throw new Error('no');
      },
    }),
    code: 'RESULT_NOT_SERIALISABLE',
  },
  over_large: { returns: () => ({ text: 'x'.repeat(1_048_576) }), code: 'RESULT_TOO_LARGE' },
  nul: { returns: () => ({ text: 'a\0b' }), code: 'RESULT_NOT_STORABLE' },
  nul_key: { returns: () => ({ 'a\0b': 1 }), code: 'RESULT_NOT_STORABLE' },
  lone_surrogate: { returns: () => ({ text: '\ud800' }), code: 'RESULT_NOT_STORABLE' },
  pair: { returns: () => ({ text: '\u{1F600}' }), stored: { text: '\u{1F600}' } },
  backslash_u: { returns: () => ({ text: '\\u0000' }), stored: { text: '\\u0000' } },
  not_a_number: { returns: () => ({ n: Number.NaN, m: Infinity }), stored: { n: null, m: null } },
  huge_number: { returns: () => ({ n: 1e308, m: 5e-324 }), stored: { n: 1e308, m: 5e-324 } },
  undefined_inside: { returns: () => ({ a: undefined, b: 1 }), stored: { b: 1 } },
  looks_like_an_error: { returns: () => ({ error: 'x', success: false }), stored: { error: 'x', success: false } },
  class_instance: {
    returns: () =>
      new (class Receipt {
        total = 3;
      })(),
    stored: { total: 3 },
  },
  promise_of_nothing: { returns: async () => undefined, stored: {} },
  deep: { returns: () => nested(2_000), stored: nested(2_000) },
};

describe('the result of a step', () => {
  let database: TestDatabase;
  let done: TaskView;
  beforeAll(async () => {
    database = await createTestDatabase();
    const steps = Object.fromEntries(Object.entries(CASES).map(([name, { returns }]) => [name, { run: returns }]));
    const handler = workflow('results', steps);
    const app = await startApp([handler], { database: { url: database.url }, logs: new RecordedLogs() });
    done = await app.run(handler);
    await app.close();
  });
  afterAll(async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await expectSound(client);
    await client.end();
    await database.drop();
  });

  it.each(Object.entries(CASES))('%s is stored or refused as documented', (name, { stored, code }) => {
    const step = done.steps.find((candidate) => candidate.name === name)!;
    if (code === undefined) expect([step.state, step.results, step.error]).toEqual(['complete', stored, null]);
    else expect([step.state, step.attempts, step.error?.errorCode, step.error?.permanent]).toEqual(['error', 1, code, true]);
  });

  it('that is refused leaves the others as they are, and the task in error', () => {
    expect(done.state).toBe('error');
  });
});
