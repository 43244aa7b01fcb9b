import { describe, expect, it } from 'vitest';
import { NOW, inSeconds, snapshotOf, snapshotOfParents, type DrawnStep } from '../../../../../test/support/task.snapshots.js';
import { analysedTask } from './analysed.task.js';
import { criticalPaths } from './critical.paths.js';
import { DEFAULT_DEPENDENCY_GRAPH } from './dependency-graph.settings.js';
import type { TaskGraphSnapshot } from './task-graph.snapshot.js';

const pathsOf = (snapshot: TaskGraphSnapshot) => criticalPaths(analysedTask(snapshot), DEFAULT_DEPENDENCY_GRAPH);
const error = { state: 'error', attempts: 1 } as const;

describe('critical paths', () => {
  it.each<[string, number, DrawnStep, Partial<TaskGraphSnapshot>]>([
    // 10 in error, 5 an attempt, 20 when none is left, 5 when it waits for its parents
    ['Exhausted retries', 45, { ...error, attempts: 3 }, {}],
    ['In backoff period', 15, { ...error, nextRetryAt: inSeconds(1) }, {}],
    ['In error state', 15, error, {}],
    ['Not blocked (ready for execution)', 20, { ...error, attempts: 2, readyAt: NOW, nextRetryAt: NOW }, {}],
    ['Task paused', 15, { ...error, nextRetryAt: NOW }, { paused: true }],
    ['Limit reached', 15, { ...error, nextRetryAt: NOW }, {}],
    ['Dependencies not satisfied', 5, { after: 'first' }, {}],
    ['Dependencies not satisfied', 20, { ...error, after: 'first' }, {}],
    ['Invalid state: in_progress', 10, { state: 'in_progress', attempts: 2, after: 'first' }, {}],
  ])('give the reason of a bottleneck: %s', (reason, severity, step, task) => {
    const { paths } = pathsOf(snapshotOf({ first: {}, it: step, last: { after: 'it' } }, task));
    const found = paths.flatMap(({ bottlenecks }) => bottlenecks).find(({ stepName }) => stepName === 'it');
    expect(found).toEqual({ stepId: 2, stepName: 'it', reason, severity, impact: 'Blocks 1 downstream steps' });
  });

  it('list the most severe bottleneck first', () => {
    const [path] = pathsOf(snapshotOf({ a: { state: 'in_progress' }, b: { after: 'a' }, c: { ...error, after: 'b' } })).paths;
    expect(path?.bottlenecks.map(({ stepName }) => stepName)).toEqual(['c', 'b']);
  });

  it('take a step that ended without its parents for finished, not for blocked', () => {
    const ended = snapshotOf({ a: {}, b: { after: 'a', state: 'resolved_manually' }, c: { after: 'b', state: 'cancelled' } });
    expect(pathsOf(ended).paths[0]).toMatchObject({ path: [1, 2, 3], completedSteps: 1, blockedSteps: 0, completionPercentage: 33.3 });
  });

  it('count a step that failed without an attempt as failed, not as tried', () => {
    expect(pathsOf(snapshotOf({ a: { state: 'error' }, b: { after: 'a' } })).paths[0]).toMatchObject({ errorSteps: 1, retrySteps: 0 });
  });

  it('are the five of the highest scores', () => {
    // The score of a way of n steps that wait is 10·n + 25·(n − 1) + n: 11 + 36·(n − 1).
    const parents = Array.from({ length: 7 }, (_, way) => Array.from({ length: way + 1 }, (__, step) => ({ way, step }))).flat();
    const placeOf = (way: number, step: number) => (way * (way + 1)) / 2 + step;
    const { paths, totalPaths } = pathsOf(snapshotOfParents(parents.map(({ way, step }) => (step === 0 ? [] : [placeOf(way, step - 1)]))));
    expect(totalPaths).toBe(7);
    expect(paths.map(({ length, criticalityScore }) => [length, criticalityScore])).toEqual([
      [7, 227],
      [6, 191],
      [5, 155],
      [4, 119],
      [3, 83],
    ]);
  });

  it('are counted as a number as long as that is exact, then as digits', () => {
    const binary = (levels: number) =>
      pathsOf(snapshotOfParents(Array.from({ length: 2 * levels }, (_, at) => (at < 2 ? [] : [at - (at % 2) - 2, at - (at % 2) - 1]))));
    expect(binary(52).totalPaths).toBe(2 ** 52);
    expect(binary(53).totalPaths).toBe('9007199254740992');
  });
});
