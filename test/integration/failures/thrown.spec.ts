import { PermanentError, RetryableError, type TaskView } from 'nestjs-tasker';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSound } from '../../support/audit.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startApp } from '../../support/engine.js';
import { RecordedLogs } from '../../support/recorded.logs.js';
import { workflow } from '../../support/workflows.js';

class CardDeclined extends PermanentError {}
class Busy extends RetryableError {}
/** What another installed copy of the package throws. */
class ForeignPermanent extends Error {
  override readonly name = 'PermanentError';
  readonly errorCode = 'FOREIGN';
  readonly context = { copy: 2 };
}
const circular: Record<string, unknown> = { a: 1 };
circular.self = circular;

/** What a handler throws, how often it is then run (limit 2), and what the step's error says. */
const CASES: Record<string, { throws: () => unknown; runs: number; error: object }> = {
  text: { throws: () => 'out of stock', runs: 2, error: { message: 'out of stock', errorClass: 'string' } },
  null_value: { throws: () => null, runs: 2, error: { message: 'null', errorClass: 'null' } },
  undefined_value: { throws: () => undefined, runs: 2, error: { message: 'undefined', errorClass: 'undefined' } },
  number_value: { throws: () => 404, runs: 2, error: { message: '404', errorClass: 'number' } },
  plain_object: { throws: () => ({ reason: 'x' }), runs: 2, error: { errorClass: 'object' } },
  no_prototype: { throws: () => Object.create(null) as object, runs: 2, error: { errorClass: 'object' } },
  frozen: { throws: () => Object.freeze(new Error('cold')), runs: 2, error: { message: 'cold', errorClass: 'Error' } },
  plain: { throws: () => new TypeError('no such thing'), runs: 2, error: { message: 'no such thing', errorClass: 'TypeError' } },
  huge_message: { throws: () => new Error('x'.repeat(5_000_000)), runs: 2, error: { message: 'x'.repeat(4_000) } },
  nul_message: { throws: () => new Error('a\0b'), runs: 2, error: { message: 'a\uFFFDb' } },
  lone_surrogate: { throws: () => new Error('a\ud800b'), runs: 2, error: { message: 'a\uFFFDb' } },
  circular_context: { throws: () => new RetryableError('busy', { retryAfter: 0, context: circular }), runs: 2, error: { message: 'busy' } },
  nul_context: { throws: () => new PermanentError('bad', { context: { a: '\0' } }), runs: 1, error: { message: 'bad' } },
  context: { throws: () => new PermanentError('bad', { context: { card: 1 } }), runs: 1, error: { context: { card: 1 } } },
  permanent: {
    throws: () => new PermanentError('declined', { errorCode: 'DECLINED' }),
    runs: 1,
    error: { message: 'declined', errorClass: 'PermanentError', errorCode: 'DECLINED', permanent: true },
  },
  subclass: { throws: () => new CardDeclined('declined'), runs: 1, error: { message: 'declined', permanent: true } },
  retryable_subclass: { throws: () => new Busy('busy', { retryAfter: 0 }), runs: 2, error: { message: 'busy', permanent: true } },
  another_copy: {
    throws: () => new ForeignPermanent('foreign'),
    runs: 1,
    error: { message: 'foreign', errorClass: 'PermanentError', errorCode: 'FOREIGN', context: { copy: 2 } },
  },
  throwing_message: {
    throws: () =>
      Object.defineProperty(new Error('x'), 'message', {
        get() {
          throw new Error('no message for you');
        },
      }),
    runs: 2,
    error: {},
  },
  a_promise: { throws: () => Promise.resolve(1), runs: 2, error: { errorClass: 'object' } },
};

describe('what a step throws', () => {
  let database: TestDatabase;
  let done: TaskView;
  const runs = new Map<string, number>();
  beforeAll(async () => {
    database = await createTestDatabase();
    const steps = Object.fromEntries(
      Object.entries(CASES).map(([name, { throws }]) => [
        name,
        {
          retryLimit: 2,
          run: () => {
            runs.set(name, (runs.get(name) ?? 0) + 1);
            throw throws();
          },
        },
      ]),
    );
    const handler = workflow('thrown', steps);
    const backoff = { defaultBackoffSeconds: [0] };
    const app = await startApp([handler], { database: { url: database.url }, backoff, logs: new RecordedLogs() });
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

  it.each(Object.entries(CASES))('%s fails the attempt as documented', (name, expected) => {
    const step = done.steps.find((candidate) => candidate.name === name)!;
    expect([step.state, step.attempts, runs.get(name)]).toEqual(['error', expected.runs, expected.runs]);
    expect(step.error).toMatchObject({ attempt: expected.runs, permanent: true, ...expected.error });
  });

  it('leaves the task in error once every step has used its attempts', () => {
    expect([done.state, done.incompleteSteps]).toEqual(['error', Object.keys(CASES).length]);
  });
});
