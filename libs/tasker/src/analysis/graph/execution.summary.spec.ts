import { describe, expect, it } from 'vitest';
import { NOW, inSeconds, snapshotOf, type DrawnStep } from '../../../../../test/support/task.snapshots.js';
import { DEFAULT_DEPENDENCY_GRAPH } from './dependency-graph.settings.js';
import { analyzeTaskGraph } from './task-graph.analyzer.js';
import type { TaskGraphSnapshot } from './task-graph.snapshot.js';

const analyze = (snapshot: TaskGraphSnapshot) => analyzeTaskGraph(snapshot, DEFAULT_DEPENDENCY_GRAPH);
const error = { state: 'error', attempts: 1 } as const;
const due = { ...error, readyAt: NOW, nextRetryAt: NOW };
const running = { state: 'in_progress', attempts: 1 } as const;
/** Steps that come one after the other. */
const chain = (first: DrawnStep, length: number) =>
  Object.fromEntries(Array.from({ length }, (_, place) => [`s${place}`, place === 0 ? first : { after: `s${place - 1}` }]));

describe('the summary of a task', () => {
  it.each<[string, string, TaskGraphSnapshot]>([
    ['healthy', 'nothing failed, however much waits', snapshotOf(chain(running, 30))],
    ['healthy', 'complete', snapshotOf({ a: { state: 'complete', attempts: 3 } }, { state: 'complete' })],
    ['healthy', 'resolved by hand with a failed step', snapshotOf({ a: error }, { state: 'resolved_manually' })],
    ['warning', 'a step failed and is tried again', snapshotOf({ a: due }, { health: 'recovering' })],
    ['warning', 'a step that many wait for is in its third attempt', snapshotOf(chain({ ...running, attempts: 3 }, 4))],
    ['critical', 'the impact of a failed step is critical', snapshotOf(chain(due, 5), { health: 'recovering' })],
    ['critical', 'the task is blocked', snapshotOf({ a: error }, { health: 'blocked' })],
  ])('says %s: %s', (overallHealth, _why, snapshot) => {
    expect(analyze(snapshot).taskExecutionSummary.overallHealth).toBe(overallHealth);
  });

  it('counts levels, bottlenecks and chains', () => {
    const steps = { ...chain(due, 5), other: { ...error, attempts: 3 }, a: { readyAt: NOW }, b: { readyAt: NOW } };
    expect(analyze(snapshotOf(steps, { health: 'recovering' })).taskExecutionSummary).toMatchObject({
      totalSteps: 8,
      totalDependencies: 4,
      dependencyLevels: 5,
      longestPathLength: 5,
      criticalBottlenecksCount: 1,
      errorChainsCount: 2,
      // One of the five levels has more than one ready step: s0, a and b.
      parallelismEfficiency: 20,
    });
  });

  it.each<[TaskGraphSnapshot, string[]]>([
    [snapshotOf({ a: { readyAt: NOW }, b: { after: 'a' } }), []],
    [
      snapshotOf({ a: { ...error, attempts: 3 }, b: { after: 'a' } }),
      ["Resolve step 'a' by hand or raise its retry limit: 3 of 3 attempts made, 1 steps wait behind it"],
    ],
    [
      snapshotOf({ a: { ...error, nextRetryAt: inSeconds(5) } }),
      ["Wait for step 'a': its next attempt starts at 2026-01-01T12:00:05.000Z; 1 of 3 attempts made, 0 steps wait behind it"],
    ],
    [snapshotOf({ a: due }), ["Watch step 'a': its next attempt may start; 1 of 3 attempts made, 0 steps wait behind it"]],
    [
      snapshotOf({ a: error }),
      ["Find out why step 'a' failed: no attempt will follow by itself; 1 of 3 attempts made, 0 steps wait behind it"],
    ],
    [snapshotOf({ a: { ...running, attempts: 3 } }), ["Look at step 'a': attempt 3 of 3, impact score 6 (Low)"]],
    [
      snapshotOf({ a: { state: 'cancelled' }, b: { after: 'a' }, c: { after: 'a' } }),
      ["Decide what becomes of the 2 steps that depend on step 'a': it is cancelled"],
    ],
    [snapshotOf({ a: { ...running }, b: { after: 'a' } }, { paused: true }), ['Resume the task: it is paused, and 1 steps wait']],
    [snapshotOf({ a: error }, { state: 'cancelled' }), []],
  ])('%#: recommends what follows from a figure', (snapshot, recommendations) => {
    expect(analyze(snapshot).taskExecutionSummary.recommendations).toEqual(recommendations);
  });

  it('recommends five things at most', () => {
    const steps = Object.fromEntries(Array.from({ length: 7 }, (_, place) => [`s${place}`, error]));
    expect(analyze(snapshotOf(steps, { paused: true })).taskExecutionSummary.recommendations).toHaveLength(5);
  });
});
