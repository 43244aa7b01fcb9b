import { describe, expect, it } from 'vitest';
import type { StepMention } from './explanation.js';
import { causesOf, type WalkedStep } from './failure.causes.js';

const failure = {
  error: { message: 'no funds', errorClass: 'CardDeclined', errorCode: null },
  attempts: 3,
  retryLimit: 3,
  exhausted: true,
};
const mention = (stepId: number, state: StepMention['state'] = 'pending'): StepMention => ({ stepId, name: `s${stepId}`, state });
const failed = (stepId: number, message = 'no funds'): WalkedStep => ({
  stepId,
  name: `s${stepId}`,
  reason: 'failed',
  detail: { ...failure, error: { ...failure.error, message }, failedAt: null },
});
const blocked = (stepId: number, parents: readonly StepMention[], reason = 'blocked_by_failure'): WalkedStep => ({
  stepId,
  name: `s${stepId}`,
  reason,
  detail: { parents, count: parents.length },
});
const ids = (steps: readonly WalkedStep[]) =>
  Object.fromEntries([...causesOf(steps)].map(([stepId, causes]) => [stepId, causes.map((cause) => cause.stepId)]));

describe('causesOf', () => {
  it('finds what failed above, however far', () => {
    const steps = [
      failed(1),
      blocked(2, [mention(1, 'error')]),
      blocked(3, [mention(2)]),
      blocked(5, [mention(3), mention(4, 'in_progress')]),
      { stepId: 4, name: 's4', reason: 'running', detail: {} },
    ];
    expect(ids(steps)).toEqual({ 2: [1], 3: [1], 5: [1] });
    expect(causesOf(steps).get(5)).toEqual([{ ...failure, failedAt: null, stepId: 1, name: 's1', state: 'error' }]);
  });

  it('names a cause once that stands above on several ways', () => {
    const steps = [
      failed(1),
      blocked(2, [mention(1, 'error')]),
      blocked(3, [mention(1, 'error')]),
      blocked(4, [mention(2), mention(3), mention(1, 'error')]),
    ];
    expect(ids(steps)).toEqual({ 2: [1], 3: [1], 4: [1] });
  });

  it('names five of many, and cuts their messages', () => {
    const causes = Array.from({ length: 9 }, (_, place) => failed(place + 1, 'x'.repeat(5_000)));
    const step = blocked(
      10,
      causes.map(({ stepId }) => mention(stepId, 'error')),
    );
    const found = causesOf([...causes, step]).get(10)!;
    expect(found.map(({ stepId }) => stepId)).toEqual([1, 2, 3, 4, 5]);
    expect(found[0]).toMatchObject({ error: { message: 'x'.repeat(200) } });
  });

  it('names cancelled steps where none failed, though they have no row', () => {
    const steps = [blocked(2, [mention(1, 'cancelled')], 'blocked_by_cancellation'), blocked(3, [mention(2)], 'blocked_by_cancellation')];
    expect(ids(steps)).toEqual({ 2: [1], 3: [1] });
    expect(causesOf(steps).get(3)).toEqual([{ stepId: 1, name: 's1', state: 'cancelled' }]);
  });

  it('leaves cancelled steps out where one failed: the failure decides', () => {
    expect(ids([failed(1), blocked(3, [mention(1, 'error'), mention(2, 'cancelled')])])).toEqual({ 3: [1] });
  });

  it('walks a chain of 10,000 steps without recursion, from its end', () => {
    const chain = Array.from({ length: 9_999 }, (_, place) => blocked(place + 2, [mention(place + 1, place === 0 ? 'error' : 'pending')]));
    expect(Object.values(ids([...chain.reverse(), failed(1)])).flat()).toEqual(Array(9_999).fill(1));
  });

  it('ends on rows that go in a circle', () => {
    expect(ids([blocked(1, [mention(2)]), blocked(2, [mention(1)])])).toEqual({ 1: [], 2: [] });
  });
});
