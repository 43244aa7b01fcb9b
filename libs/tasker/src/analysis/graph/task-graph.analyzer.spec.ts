import { describe, expect, it } from 'vitest';
import { NOW, inSeconds, snapshotOf } from '../../../../../test/support/task.snapshots.js';
import { DEFAULT_DEPENDENCY_GRAPH } from './dependency-graph.settings.js';
import { analyzeTaskGraph } from './task-graph.analyzer.js';
import type { TaskGraphSnapshot } from './task-graph.snapshot.js';

const analyze = (snapshot: TaskGraphSnapshot) => analyzeTaskGraph(snapshot, DEFAULT_DEPENDENCY_GRAPH);

/** fetch → (charge, pack) → ship → notify: charge failed twice and is in its back-off, pack may be claimed. */
const ORDER = {
  fetch: { state: 'complete', attempts: 1 },
  charge: { after: 'fetch', state: 'error', attempts: 2, readyAt: inSeconds(90), nextRetryAt: inSeconds(90) },
  pack: { after: 'fetch', readyAt: NOW },
  ship: { after: 'charge pack' },
  notify: { after: 'ship' },
} as const;
const order = (task: Partial<TaskGraphSnapshot> = {}) => snapshotOf(ORDER, { health: 'recovering', ...task });

describe('analyzeTaskGraph', () => {
  it('gives nodes, edges and levels by step ids', () => {
    expect(analyze(order()).dependencyGraph).toEqual({
      nodes: [
        { id: 1, name: 'fetch', level: 0 },
        { id: 2, name: 'charge', level: 1 },
        { id: 3, name: 'pack', level: 1 },
        { id: 4, name: 'ship', level: 2 },
        { id: 5, name: 'notify', level: 3 },
      ],
      edges: [
        { from: 1, to: 2, fromName: 'fetch', toName: 'charge' },
        { from: 1, to: 3, fromName: 'fetch', toName: 'pack' },
        { from: 2, to: 4, fromName: 'charge', toName: 'ship' },
        { from: 3, to: 4, fromName: 'pack', toName: 'ship' },
        { from: 4, to: 5, fromName: 'ship', toName: 'notify' },
      ],
      adjacencyList: { 1: [2, 3], 2: [4], 3: [4], 4: [5], 5: [] },
      reverseAdjacencyList: { 1: [], 2: [1], 3: [1], 4: [2, 3], 5: [4] },
      dependencyLevels: { 1: 0, 2: 1, 3: 1, 4: 2, 5: 3 },
    });
  });

  it('scores every way through the task', () => {
    const { criticalPaths } = analyze(order());
    // (4·10 − 1·15 + 2·25·1.5 + 1·30·1.5 + 1·10 + 270/60·2) · (1 − 0.3 · 1/5), 270 s = 4·30 + 60 + 3·30
    expect(criticalPaths.paths[0]).toEqual({
      path: [1, 2, 4, 5],
      length: 4,
      stepNames: ['fetch', 'charge', 'ship', 'notify'],
      completedSteps: 1,
      blockedSteps: 2,
      errorSteps: 1,
      retrySteps: 1,
      readySteps: 0,
      estimatedDuration: 270,
      bottlenecks: [
        { stepId: 2, stepName: 'charge', reason: 'In backoff period', severity: 20, impact: 'Blocks 2 downstream steps' },
        { stepId: 4, stepName: 'ship', reason: 'Dependencies not satisfied', severity: 5, impact: 'Blocks 1 downstream steps' },
        { stepId: 5, stepName: 'notify', reason: 'Dependencies not satisfied', severity: 5, impact: 'Blocks 0 downstream steps' },
      ],
      criticalityScore: expect.closeTo(164 * 0.94) as number,
      completionPercentage: 25,
    });
    // (4·10 − 1·15 + 2·25·1.5 + 150/60·2) · 0.94, 150 s = 4·30 + 1·30
    expect(criticalPaths.paths[1]).toMatchObject({ path: [1, 3, 4, 5], readySteps: 1, estimatedDuration: 150 });
    expect(criticalPaths.paths[1]?.criticalityScore).toBeCloseTo(105 * 0.94);
    expect(criticalPaths).toMatchObject({ totalPaths: 2, longestPathLength: 4, rootNodes: [1], leafNodes: [5] });
  });

  it('weighs failures and waits once where the task is healthy, one and a half times where it is not', () => {
    const scoreOf = (health: TaskGraphSnapshot['health']) => analyze(order({ health })).criticalPaths.paths[0]?.criticalityScore;
    expect(scoreOf('healthy')).toBeCloseTo((40 - 15 + 50 + 30 + 10 + 9) * 0.94);
    expect(scoreOf('blocked')).toBeCloseTo(164 * 0.94);
  });

  it('never scores below zero', () => {
    const done = { state: 'complete', attempts: 0 } as const;
    const [path] = analyze(snapshotOf({ a: done, b: { ...done, after: 'a' } }, { state: 'complete' })).criticalPaths.paths;
    // (2·10 − 2·15 + 60/60·2) · 0.7
    expect(path).toMatchObject({ criticalityScore: 0, completionPercentage: 100 });
  });

  it('tells the longest way, also where it is not the most critical one', () => {
    const { criticalPaths } = analyze(
      snapshotOf({
        a: { state: 'complete' },
        b: { after: 'a', state: 'complete' },
        c: { after: 'b', state: 'complete' },
        failed: { state: 'error', attempts: 1 },
      }),
    );
    expect(criticalPaths.paths[0]?.path).toEqual([4]);
    expect(criticalPaths.longestPathLength).toBe(3);
  });

  it('tells what could run side by side, level by level', () => {
    const { parallelismOpportunities } = analyze(order());
    expect(parallelismOpportunities).toMatchObject({
      totalSteps: 5,
      totalLevels: 4,
      maxParallelSteps: 2,
      currentParallelOpportunities: 1,
      blockedParallelOpportunities: 2,
      overallCompletion: 20,
      parallelismEfficiency: 0,
    });
    const counts = { readySteps: 0, blockedSteps: 0, errorSteps: 0, completedSteps: 0 };
    expect(parallelismOpportunities.levels).toEqual([
      {
        ...{ level: 0, totalSteps: 1, ...counts, completedSteps: 1, stepNames: ['fetch'] },
        ...{ parallelismPotential: 'Low', bottleneckRisk: 'Low' },
      },
      {
        ...{ level: 1, totalSteps: 2, ...counts, readySteps: 1, errorSteps: 1, stepNames: ['charge', 'pack'] },
        ...{ parallelismPotential: 'Medium', bottleneckRisk: 'Low' },
      },
      {
        ...{ level: 2, totalSteps: 1, ...counts, blockedSteps: 1, stepNames: ['ship'] },
        ...{ parallelismPotential: 'Low', bottleneckRisk: 'High' },
      },
      {
        ...{ level: 3, totalSteps: 1, ...counts, blockedSteps: 1, stepNames: ['notify'] },
        ...{ parallelismPotential: 'Low', bottleneckRisk: 'High' },
      },
    ]);
  });

  it('counts a level as efficient from its second ready step on, and as at risk when more than half of it waits', () => {
    const snapshot = snapshotOf({
      done: { state: 'complete', attempts: 1 },
      open: { state: 'in_progress', attempts: 1 },
      a: { after: 'done', readyAt: NOW },
      b: { after: 'done', readyAt: inSeconds(-5) },
      later: { after: 'done', readyAt: inSeconds(5) },
      c: { after: 'open' },
      d: { after: 'c' },
      e: { after: 'a' },
      f: { after: 'done a', state: 'complete', attempts: 1 },
      g: { after: 'd' },
      h: { after: 'f', readyAt: NOW },
    });
    const { levels, parallelismEfficiency, overallCompletion } = analyze(snapshot).parallelismOpportunities;
    expect(levels.map(({ parallelismPotential, bottleneckRisk }) => [parallelismPotential, bottleneckRisk])).toEqual([
      ['Low', 'Low'],
      ['High', 'Low'],
      ['Low', 'High'],
      ['Medium', 'Low'],
    ]);
    expect(levels[3]).toMatchObject({ totalSteps: 2, blockedSteps: 1 });
    expect(levels[2]).toMatchObject({ totalSteps: 3, blockedSteps: 2 });
    expect(parallelismEfficiency).toBe(25);
    expect(overallCompletion).toBe(18.18);
  });

  it('sums it all up', () => {
    expect(analyze(order()).taskExecutionSummary).toEqual({
      totalSteps: 5,
      totalDependencies: 5,
      dependencyLevels: 4,
      longestPathLength: 4,
      criticalBottlenecksCount: 0,
      errorChainsCount: 1,
      parallelismEfficiency: 0,
      overallHealth: 'warning',
      recommendations: [
        "Wait for step 'charge': its next attempt starts at 2026-01-01T12:01:30.000Z; 2 of 3 attempts made, 2 steps wait behind it",
      ],
    });
  });

  it('is plain JSON: nothing is lost in a cache', () => {
    const analysis = analyze(order());
    expect(JSON.parse(JSON.stringify(analysis))).toEqual(analysis);
    expect(analysis).toMatchObject({ taskId: 'task', generatedAt: '2026-01-01T12:00:00.000Z' });
  });

  it('knows a task without steps', () => {
    expect(analyze(snapshotOf({}, { state: 'complete' }))).toMatchObject({
      dependencyGraph: { nodes: [], edges: [], adjacencyList: {}, dependencyLevels: {} },
      criticalPaths: { totalPaths: 0, longestPathLength: 0, paths: [], rootNodes: [], leafNodes: [] },
      parallelismOpportunities: { totalSteps: 0, totalLevels: 0, maxParallelSteps: 0, overallCompletion: 0, parallelismEfficiency: 0 },
      errorChains: { totalErrorSteps: 0, errorPercentage: 0, mostCriticalError: null },
      bottlenecks: { totalBottlenecks: 0, failedStepsRatio: 0, overallImpact: 'None' },
      taskExecutionSummary: { totalSteps: 0, overallHealth: 'healthy', recommendations: [] },
    });
  });

  it('sees nothing in the way of a cancelled task', () => {
    const cancelled = analyze(
      snapshotOf(
        { a: { state: 'error', attempts: 3 }, b: { after: 'a', state: 'cancelled' }, c: { after: 'b', state: 'cancelled' } },
        { state: 'cancelled' },
      ),
    );
    expect(cancelled.bottlenecks).toMatchObject({ totalBottlenecks: 0, overallImpact: 'None' });
    expect(cancelled.errorChains).toMatchObject({ totalErrorSteps: 1, totalBlockedByErrors: 0 });
    expect(cancelled.criticalPaths.paths[0]).toMatchObject({ path: [1, 2, 3], blockedSteps: 0 });
    expect(cancelled.taskExecutionSummary).toMatchObject({ overallHealth: 'healthy', recommendations: [] });
  });

  it.each([
    ['a parent that is not there', [[], [7]], "step 's1' (2) depends on step 7, which its task does not have"],
    ['a cycle', [[], [1, 3], [2]], "the graph of the task has a cycle: step 's1' (2) is on it or behind it"],
  ])('refuses %s', (_what, parents, message) => {
    const steps = snapshotOf({ s0: {}, s1: {}, s2: {} }).steps.slice(0, parents.length);
    const broken = { ...order(), steps: steps.map((step, position) => ({ ...step, parentIds: parents[position]! })) };
    expect(() => analyze(broken)).toThrow(message);
  });
});
