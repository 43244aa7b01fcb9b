import { describe, expect, it } from 'vitest';
import { sharedLimits } from './queues.section.js';
import type { TaskerOptions } from './tasker.options.js';

const limits = (options: object) => sharedLimits(options as TaskerOptions);

describe('limits of queues and dependent systems', () => {
  it('are none by default', () => {
    expect(limits({})).toEqual([]);
  });

  it('are written as the database takes them, in the order of their names', () => {
    expect(
      limits({
        queues: { slow: { concurrency: 1 }, mail: { rate: { limit: 100, per: '1s' } }, old: false },
        dependentSystems: { bank: { concurrency: 5, rate: { limit: 10, per: '1m', burst: 2 } } },
      }),
    ).toEqual([
      { kind: 'queue', name: 'mail', rate: 100, per_seconds: 1, burst: 100 },
      { kind: 'queue', name: 'old', removed: true },
      { kind: 'queue', name: 'slow', max_running: 1 },
      { kind: 'system', name: 'bank', max_running: 5, rate: 10, per_seconds: 60, burst: 2 },
    ]);
  });

  it.each<[object, string]>([
    [{ queues: [] }, 'queues: must be an object of limits by name, such as { payments: { concurrency: 10 } }'],
    [{ queues: null }, 'queues: must be an object of limits by name, such as { payments: { concurrency: 10 } }'],
    [{ dependentSystems: 5 }, 'dependentSystems: must be an object of limits by name, such as { payments: { concurrency: 10 } }'],
    [{ queues: { 'a b': { concurrency: 1 } } }, "queues: the name 'a b' must not contain white space, control characters, '@' or '/'"],
    [{ queues: { a: {} } }, 'queues.a: must have concurrency, rate or both; false removes a limit'],
    [{ queues: { a: undefined } }, 'queues.a: must be an object such as { concurrency: 10 }, or false'],
    [{ queues: { a: true } }, 'queues.a: must be an object'],
    [{ queues: { a: { concurency: 1 } } }, 'queues.a.concurency: unknown option; known are concurrency, rate'],
    [{ queues: { a: { concurrency: 0 } } }, 'queues.a.concurrency: must be a number from 1 to 100000'],
    [{ queues: { a: null } }, 'queues.a: must be an object'],
    [{ queues: { a: { concurrency: null } } }, 'queues.a.concurrency: must be a number from 1 to 100000'],
    [{ dependentSystems: { a: { concurrency: null } } }, 'dependentSystems.a.concurrency: must be a number from 1 to 100000'],
    [{ queues: { a: { concurrency: 5, rate: null } } }, 'queues.a.rate: must be an object'],
    [{ queues: { a: { rate: { limit: null, per: '1s' } } } }, 'queues.a.rate.limit: must be a number from 1 to 1000000'],
    [{ queues: { a: { rate: { limit: 1, per: null } } } }, 'queues.a.rate.per: null is not a duration'],
    [{ queues: { a: { rate: { limit: 1, per: '1s', burst: null } } } }, 'queues.a.rate.burst: must be a number from 1 to 1000000'],
    [{ queues: { a: { concurrency: 1.5 } } }, 'queues.a.concurrency: must be a whole number'],
    [{ queues: { a: { rate: { per: '1s' } } } }, 'queues.a.rate.limit: must be given'],
    [{ queues: { a: { rate: { limit: 1 } } } }, 'queues.a.rate.per: must be given'],
    [{ queues: { a: { rate: { limit: 0, per: '1s' } } } }, 'queues.a.rate.limit: must be a number from 1 to 1000000'],
    [{ queues: { a: { rate: { limit: 1, per: 0 } } } }, 'queues.a.rate.per: must be at least 1 ms'],
    [{ queues: { a: { rate: { limit: 1, per: '1s', burst: 0 } } } }, 'queues.a.rate.burst: must be a number from 1 to 1000000'],
    [{ queues: { a: { rate: 5 } } }, 'queues.a.rate: must be an object'],
  ])('%j is refused with its path', (options, message) => {
    expect(() => limits(options)).toThrow(message);
  });
});
