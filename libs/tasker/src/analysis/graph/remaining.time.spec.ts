import { describe, expect, it } from 'vitest';
import { NOW, inSeconds, snapshotOf, type DrawnStep } from '../../../../../test/support/task.snapshots.js';
import { remainingTime } from './remaining.time.js';
import type { TaskGraphSnapshot } from './task-graph.snapshot.js';

const SECONDS: Readonly<Record<string, number>> = { a: 1, b: 10, c: 20, d: 100 };
const remaining = (steps: Record<string, DrawnStep>, task?: Partial<TaskGraphSnapshot>, factor: Record<string, number> = {}) =>
  remainingTime(snapshotOf(steps, task), ({ name }) => (SECONDS[name] === undefined ? null : SECONDS[name] * (factor[name] ?? 1)));

const diamond = { a: { readyAt: NOW }, b: { after: 'a' }, c: { after: 'a' }, d: { after: 'b c' } };

describe('the remaining time of a task', () => {
  it('is that of the longest way through what is not finished', () => {
    expect(remaining(diamond)).toEqual({ seconds: 121, path: [1, 3, 4], unknown: [], stuck: [] });
    expect(remaining({ ...diamond, a: { state: 'complete' }, c: { state: 'resolved_manually' } })).toMatchObject({
      seconds: 110,
      path: [2, 4],
    });
  });

  it('changes with a step on that way, and only so far as another way is not longer', () => {
    expect(remaining(diamond, {}, { c: 0.75 })).toMatchObject({ seconds: 116, path: [1, 3, 4] });
    expect(remaining(diamond, {}, { c: 0.1 })).toMatchObject({ seconds: 111, path: [1, 2, 4] });
    expect(remaining(diamond, {}, { b: 0.5 })).toMatchObject({ seconds: 121 });
  });

  it('is the sum where steps come one after the other', () => {
    expect(remaining(diamond, { concurrent: false })).toMatchObject({ seconds: 131, path: [1, 2, 3, 4] });
  });

  it('counts a wait whose end is known', () => {
    const failed = { state: 'error', attempts: 1, readyAt: inSeconds(50), nextRetryAt: inSeconds(50) } as const;
    const steps = { ...diamond, a: { state: 'complete' }, b: { ...failed, after: 'a' } } as const;
    expect(remaining(steps)).toMatchObject({ seconds: 160, path: [2, 4] });
    expect(remaining({ ...steps, b: { ...steps.b, readyAt: null } })).toMatchObject({ seconds: 160 });
    // The turn stays with the step that waits.
    expect(remaining(steps, { concurrent: false })).toMatchObject({ seconds: 50 + 130, path: [2, 3, 4] });
    expect(remaining({ a: { readyAt: inSeconds(5) } })).toMatchObject({ seconds: 6 });
  });

  it('names the steps without a duration', () => {
    expect(remaining({ a: { readyAt: NOW }, x: { after: 'a' }, y: { after: 'a', state: 'complete' } })).toMatchObject({
      seconds: 1,
      unknown: [2],
    });
  });

  it.each<[string, Record<string, DrawnStep>, number[]]>([
    ['a step failed for good', { a: { state: 'error', attempts: 3 }, b: { after: 'a' }, c: { readyAt: NOW } }, [1]],
    ['a step waits for a cancelled one', { a: { state: 'cancelled' }, b: { after: 'a' } }, [1]],
  ])('is not known where %s', (_why, steps, stuck) => {
    expect(remaining(steps)).toMatchObject({ seconds: null, stuck });
  });

  it('does not mind a cancelled step that nobody waits for', () => {
    expect(remaining({ a: { readyAt: NOW }, b: { state: 'cancelled' } })).toMatchObject({ seconds: 1, stuck: [] });
  });

  it.each<[string, Record<string, DrawnStep>, Partial<TaskGraphSnapshot>]>([
    ['is finished', { a: { state: 'error', attempts: 3 } }, { state: 'resolved_manually' }],
    ['has no steps', {}, {}],
  ])('is 0 for one that %s', (_what, steps, task) => {
    expect(remaining(steps, task)).toEqual({ seconds: 0, path: [], unknown: [], stuck: [] });
  });
});
