import { describe, expect, it } from 'vitest';
import { NOW, inSeconds, snapshotOf, type DrawnStep } from '../../../../../test/support/task.snapshots.js';
import { analysedTask } from './analysed.task.js';
import { DEFAULT_DEPENDENCY_GRAPH, type DependencyGraphSettings } from './dependency-graph.settings.js';
import { blockedDescendants, bottlenecks, causeOfDelay } from './step.bottlenecks.js';
import type { TaskGraphSnapshot } from './task-graph.snapshot.js';

const bottlenecksOf = (snapshot: TaskGraphSnapshot, settings: DependencyGraphSettings = DEFAULT_DEPENDENCY_GRAPH) => {
  const task = analysedTask(snapshot);
  return bottlenecks(task, blockedDescendants(task), settings);
};
/** One step with two others waiting behind it. */
const before = (step: DrawnStep) => snapshotOf({ it: step, next: { after: 'it' }, last: { after: 'next' } });
const find = (snapshot: TaskGraphSnapshot, name: string) => bottlenecksOf(snapshot).bottlenecks.find(({ stepName }) => stepName === name);

const error = { state: 'error', attempts: 1 } as const;
const soon = { readyAt: inSeconds(61), nextRetryAt: inSeconds(61) };
const due = { readyAt: NOW, nextRetryAt: NOW };

describe('the steps that hold a task up', () => {
  it.each<[string, DrawnStep, number, string, string, string, string]>([
    // (2·5 + 2·15) · m + attempts·3 + 10 (not eligible) + 20 (no attempt left)
    ['failed, in its back-off', { ...error, ...soon }, 93, 'High', 'Active Error', 'Wait for backoff period', '2 minute(s)'],
    ['failed, may be tried', { ...error, ...due }, 83, 'High', 'Active Error', 'Investigate error cause', 'Within next retry cycle'],
    [
      'failed, limit or pause in the way',
      { ...error, nextRetryAt: NOW },
      83,
      'High',
      'Active Error',
      'Investigate error cause',
      'Within next retry cycle',
    ],
    [
      'failed, no attempt left',
      { ...error, attempts: 3 },
      139,
      'Critical',
      'Permanent Failure',
      'Manual intervention required',
      'Immediate action needed',
    ],
    ['failed for good', error, 93, 'High', 'Permanent Failure', 'Manual intervention required', 'Immediate action needed'],
    ['tried twice', { attempts: 2, readyAt: NOW }, 46, 'Medium', 'Retry Exhaustion', 'Monitor retry attempts', 'Unknown'],
    [
      'running for the third time',
      { state: 'in_progress', attempts: 3 },
      46,
      'Medium',
      'Retry Exhaustion',
      'Monitor retry attempts',
      'Unknown',
    ],
    [
      'pending again, no attempt left',
      { attempts: 3 },
      79,
      'High',
      'Permanent Failure',
      'Manual intervention required',
      'Immediate action needed',
    ],
    ['may run but once', { attempts: 1, retryable: false }, 53, 'High', 'Non-Retryable', 'Review step configuration', 'Unknown'],
  ])('%s', (_what, step, impactScore, severity, bottleneckType, resolutionStrategy, estimatedResolutionTime) => {
    expect(find(before(step), 'it')).toEqual({
      ...{ stepId: 1, stepName: 'it', currentState: step.state ?? 'pending', attempts: step.attempts, retryLimit: 3 },
      ...{ dependenciesSatisfied: true, downstreamStepsCount: 2, blockedDownstreamCount: 2 },
      ...{ impactScore, severity, bottleneckType, resolutionStrategy, estimatedResolutionTime },
    });
  });

  it('waits for its parents', () => {
    const snapshot = snapshotOf({ running: { state: 'in_progress', attempts: 1 }, it: { after: 'running' }, last: { after: 'it' } });
    // (1·5 + 1·15) · 1.2
    expect(find(snapshot, 'it')).toMatchObject({
      ...{ impactScore: 24, severity: 'Medium', bottleneckType: 'Dependency Block', dependenciesSatisfied: false },
      ...{ resolutionStrategy: 'Check upstream dependencies', estimatedResolutionTime: 'Depends on upstream steps' },
    });
    expect(bottlenecksOf(snapshot).bottlenecks.map(({ stepName }) => stepName)).toEqual(['it', 'last']);
  });

  it('runs although its parent is not finished: its impact is not raised', () => {
    const snapshot = snapshotOf({
      first: { readyAt: NOW },
      it: { after: 'first', state: 'in_progress', attempts: 1 },
      last: { after: 'it' },
    });
    expect(find(snapshot, 'it')).toMatchObject({ impactScore: 20, bottleneckType: 'Dependency Block' });
  });

  it.each<[string, DrawnStep]>([
    ['first attempt running, the only one it has', { state: 'in_progress', attempts: 1, retryLimit: 1 }],
    ['may be claimed', { readyAt: NOW }],
    ['complete after as many attempts as it had', { state: 'complete', attempts: 3 }],
    ['resolved by hand', { state: 'resolved_manually', attempts: 3 }],
    ['cancelled', { state: 'cancelled', attempts: 3 }],
  ])('a step is none: %s', (_what, step) => {
    expect(find(before(step), 'it')).toBeUndefined();
  });

  it('are only the failed ones where any failed', () => {
    const { bottlenecks, totalBottlenecks, failedStepsRatio } = bottlenecksOf(before({ ...error, ...due }));
    expect(bottlenecks.map(({ stepName }) => stepName)).toEqual(['it']);
    expect([totalBottlenecks, failedStepsRatio]).toEqual([1, 1 / 3]);
  });

  it('count a step behind two ways once', () => {
    const snapshot = snapshotOf({ it: { ...error, ...due }, b: { after: 'it' }, c: { after: 'it' }, d: { after: 'b c' } });
    expect(find(snapshot, 'it')).toMatchObject({ downstreamStepsCount: 3, blockedDownstreamCount: 3 });
  });

  it('tell how many steps wait behind them: as a sum, and each once', () => {
    const snapshot = snapshotOf({
      a: { ...error, ...due },
      b: { ...error, ...due },
      c: { after: 'a b' },
      d: { after: 'c' },
      e: { after: 'b' },
    });
    expect(bottlenecksOf(snapshot)).toMatchObject({ totalBlockedSteps: 5, distinctBlockedSteps: 3, totalBottlenecks: 2 });
  });

  it('do not count what is behind but does not wait', () => {
    const done = { state: 'resolved_manually', after: 'it' } as const;
    const snapshot = snapshotOf({ it: { ...error, ...due }, done, open: { after: 'it' }, last: { after: 'done', readyAt: NOW } });
    // (3·5 + 1·15) · 2 + 3
    expect(find(snapshot, 'it')).toMatchObject({ downstreamStepsCount: 3, blockedDownstreamCount: 1, impactScore: 63 });
  });

  it('stand in the order of their impact, at most ten of them', () => {
    const names = Array.from({ length: 12 }, (_, place) => `s${place}`);
    const { bottlenecks, totalBottlenecks } = bottlenecksOf(
      snapshotOf(Object.fromEntries(names.map((name, place) => [name, { ...error, ...due, attempts: 1, after: names[place - 1] ?? '' }]))),
    );
    expect(totalBottlenecks).toBe(12);
    expect(bottlenecks.map(({ stepName }) => stepName)).toEqual(names.slice(0, 10));
  });

  it.each<[string, number, Record<string, DrawnStep>]>([
    ['None', 0, { a: { readyAt: NOW } }],
    ['Low', 0, { a: { state: 'in_progress', attempts: 1 }, b: { after: 'a' }, c: { after: 'b' } }],
    // Five that wait for one: no impact, but many.
    [
      'Medium',
      0,
      {
        a: { state: 'in_progress', attempts: 1 },
        b: { after: 'a' },
        c: { after: 'a' },
        d: { after: 'a' },
        e: { after: 'a' },
        f: { after: 'a' },
      },
    ],
    ['Medium', 0, { a: { ...error, ...soon }, b: { after: 'a' }, c: { after: 'b' } }],
    [
      'High',
      0,
      {
        ...{ a: { ...error, ...due }, b: { ...error, ...due }, c: { ...error, ...due }, d: { after: 'a b c' }, e: { after: 'd' } },
        ...{ f: {}, g: {} },
      },
    ],
    ['High', 1, { a: { ...error, attempts: 3 }, b: { after: 'a' }, c: { after: 'b' } }],
    ['Severe', 0, { a: { ...error, ...due }, b: { ...error, ...due }, c: { after: 'a' } }],
    ['Low', 0, { a: { ...error, ...due }, b: { ...error, ...due }, c: { after: 'a' }, d: { after: 'b' } }],
    [
      'Severe',
      3,
      {
        ...{ a: { ...error, attempts: 3 }, b: { ...error, attempts: 3 }, c: { ...error, attempts: 3 }, d: { after: 'a b c' } },
        ...{ e: { after: 'd' }, f: { after: 'e' } },
      },
    ],
  ])('have an overall impact: %s', (overallImpact, criticalBottlenecks, steps) => {
    expect(bottlenecksOf(snapshotOf(steps))).toMatchObject({ overallImpact, criticalBottlenecks });
  });

  it.each([
    [100, 'Critical'],
    [99, 'High'],
    [50, 'High'],
    [49, 'Medium'],
    [20, 'Medium'],
    [19, 'Low'],
  ])('%d points are %s', (points, severity) => {
    const penaltyConstants = { ...DEFAULT_DEPENDENCY_GRAPH.penaltyConstants, retryInstability: points };
    const found = bottlenecksOf(snapshotOf({ it: { ...error, ...due } }), { ...DEFAULT_DEPENDENCY_GRAPH, penaltyConstants });
    expect(found.bottlenecks[0]).toMatchObject({ impactScore: points, severity });
  });
});

describe('the step that holds up a task that does not move', () => {
  const causeOf = (steps: Readonly<Record<string, DrawnStep>>, task: Partial<TaskGraphSnapshot> = {}) =>
    causeOfDelay(snapshotOf(steps, task), DEFAULT_DEPENDENCY_GRAPH);
  const behind = { b: { after: 'a' }, c: { after: 'b' }, d: { after: 'c' } } as const;

  it.each<[string, DrawnStep, number, string]>([
    // 3·5 + 3·15
    ['whose worker is gone', { state: 'in_progress', attempts: 1 }, 60, 'Unknown'],
    ['that nobody claims', { readyAt: NOW }, 60, 'Unknown'],
    ['that a limit keeps', {}, 60, 'Unknown'],
    // 60 · 2 + 3, and 10 in its back-off
    ['that failed and may be tried', { ...error, ...due }, 123, 'Active Error'],
    ['in its back-off', { ...error, ...soon }, 133, 'Active Error'],
    ['that was cancelled', { state: 'cancelled' }, 60, 'Permanent Failure'],
  ])('is the one %s, not one that waits for it', (_what, step, impactScore, bottleneckType) => {
    expect(causeOf({ a: step, ...behind })).toMatchObject({ stepName: 'a', impactScore, bottleneckType, blockedDownstreamCount: 3 });
  });

  it('is the one that most wait for, also where another one failed', () => {
    const steps = { few: { ...error, ...due }, some: { after: 'few' }, a: { readyAt: NOW }, ...behind } as const;
    // 3·5 + 3·15 against (5 + 15) · 2 + 3
    expect(causeOf(steps)).toMatchObject({ stepName: 'a', impactScore: 60 });
    expect(causeOf({ ...steps, more: { after: 'some' } })).toMatchObject({ stepName: 'few', impactScore: 83 });
  });

  it('is the one whose turn it is in a task that runs one step at a time', () => {
    const steps = { alone: { ...error, ...soon }, a: {}, ...behind } as const;
    expect(causeOf(steps, { concurrent: false })?.stepName).toBe('alone');
    expect(causeOf({ a: {}, ...behind }, { concurrent: false })?.stepName).toBe('a');
  });

  it('asks for a person when a step was cancelled that others wait for', () => {
    expect(causeOf({ a: { state: 'cancelled' }, ...behind })).toMatchObject({
      resolutionStrategy: 'Manual intervention required',
      estimatedResolutionTime: 'Immediate action needed',
    });
    expect(causeOf({ a: { state: 'cancelled' }, b: { readyAt: NOW } })?.stepName).toBe('b');
  });

  it.each<[string, Readonly<Record<string, DrawnStep>>, Partial<TaskGraphSnapshot>]>([
    ['put off until a time', { a: { readyAt: inSeconds(1) }, ...behind }, {}],
    ['put off, one at a time', { a: { readyAt: inSeconds(1) }, other: {} }, { concurrent: false }],
    ['in a task that is finished', { a: { ...error, ...due }, ...behind }, { state: 'cancelled' }],
    ['in a task without steps', {}, {}],
  ])('is none %s', (_what, steps, task) => {
    expect(causeOf(steps, task)).toBeUndefined();
  });
});
