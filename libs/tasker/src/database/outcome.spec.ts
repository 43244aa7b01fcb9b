import { describe, expect, it } from 'vitest';
import { outcomesJson, type Outcome } from './outcome.js';

const key = { taskId: 'task-1', stepId: 3, attempt: 2 };
const claim = { t: 'task-1', s: 3, a: 2 };
const backoff = { seconds: [1, 2], max: 30, multiplier: 2, jitter: 0.1 };
const failed = (retryAfter: number | null): Outcome => ({
  ...key,
  kind: 'failed',
  error: '{"message":"x"}',
  permanent: false,
  retryAfter,
  backoff,
});
const written = (...outcomes: Outcome[]) => JSON.parse(outcomesJson(outcomes)) as unknown[];

describe('the JSON of outcomes', () => {
  it('of none is an empty list', () => {
    expect(outcomesJson([])).toBe('[]');
  });

  it('copies results and errors as they are', () => {
    const results = '{"n":1.000000000000000000001,"u":"\\u0001"}';
    expect(outcomesJson([{ ...key, kind: 'completed', results }])).toBe(`[{"t":"task-1","s":3,"a":2,"k":"completed","r":${results}}]`);
  });

  it('says of a failure whether it is for good, how to wait and for how long it asks', () => {
    const failure = { ...claim, k: 'failed', e: { message: 'x' }, p: false, b: backoff };
    expect(written(failed(null), failed(0), failed(1.5))).toEqual([failure, { ...failure, w: 0 }, { ...failure, w: 1.5 }]);
  });

  it('says of a step that is handed back for how long', () => {
    expect(written({ ...key, kind: 'returned', delaySeconds: 0 })).toEqual([{ ...claim, k: 'returned', w: 0 }]);
  });

  it('keeps the order', () => {
    const attempts = [3, 1, 2].map((attempt): Outcome => ({ ...key, attempt, kind: 'completed', results: '{}' }));
    expect(written(...attempts).map((outcome) => (outcome as { a: number }).a)).toEqual([3, 1, 2]);
  });
});
