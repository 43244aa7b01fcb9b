import { describe, expect, it } from 'vitest';
import { outcomeColumns, type Outcome } from './outcome.js';

const key = { taskId: 'task-1', stepId: 3, attempt: 2 };
const backoff = { seconds: [1, 2], max: 30, multiplier: 2, jitter: 0.1 };
const failed = (retryAfter: number | null): Outcome => ({
  ...key,
  kind: 'failed',
  error: '{"message":"x"}',
  permanent: false,
  retryAfter,
  backoff,
});
const completed = (attempt: number): Outcome => ({ ...key, attempt, kind: 'completed', results: '{}' });
const remarks = (...outcomes: Outcome[]) => JSON.parse(outcomeColumns(outcomes)[6]!) as Record<string, unknown>;

describe('the columns of outcomes', () => {
  it('are empty when there is none', () => {
    expect(outcomeColumns([])).toEqual(['{}', '{}', '{}', '{}', '{}', '[]', null]);
  });

  it('name the claims, in their order', () => {
    expect(outcomeColumns([completed(3), { ...completed(1), taskId: 'task-2', stepId: 4 }, completed(2)]).slice(0, 3)).toEqual([
      '{task-1,task-2,task-1}',
      '{3,4,3}',
      '{3,1,2}',
    ]);
  });

  it('say how long a step waited and ran, and null where nobody knows', () => {
    const timed = { ...completed(1), times: { waited: 0.25, ran: 1e-7 } };
    expect(outcomeColumns([timed, { ...timed, times: { waited: null, ran: 2 } }, completed(1)]).slice(3, 5)).toEqual([
      '{0.25,null,null}',
      '{1e-7,2,null}',
    ]);
  });

  it('copy results as they are', () => {
    const results = '{"n":1.000000000000000000001,"u":"\\u0001"}';
    expect(outcomeColumns([{ ...key, kind: 'completed', results }, failed(null), { ...key, kind: 'returned', delaySeconds: 0 }])[5]).toBe(
      `[${results},null,null]`,
    );
  });

  it('say nothing more of completions', () => {
    expect(outcomeColumns([completed(1), completed(2)])[6]).toBeNull();
  });

  it('say of a failure, by its place, whether it is for good, how to wait and for how long it asks', () => {
    const failure = { k: 'failed', e: { message: 'x' }, p: false, b: backoff };
    expect(remarks(failed(null), completed(1), failed(0), failed(1.5))).toEqual({
      1: failure,
      3: { ...failure, w: 0 },
      4: { ...failure, w: 1.5 },
    });
  });

  it('keep what a failed attempt had set as its result', () => {
    expect(outcomeColumns([{ ...failed(null), results: '{"half":1}' } as Outcome])[5]).toBe('[{"half":1}]');
  });

  it('say of a step that is handed back for how long, and why', () => {
    expect(remarks({ ...key, kind: 'returned', delaySeconds: 0 })).toEqual({ 1: { k: 'returned', w: 0 } });
    expect(remarks({ ...key, kind: 'returned', delaySeconds: 2, reason: 'drain' })).toEqual({
      1: { k: 'returned', w: 2, e: { reason: 'drain' } },
    });
  });
});
