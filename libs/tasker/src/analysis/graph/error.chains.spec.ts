import { describe, expect, it } from 'vitest';
import { NOW, inSeconds, snapshotOf, type DrawnStep } from '../../../../../test/support/task.snapshots.js';
import { DEFAULT_DEPENDENCY_GRAPH } from './dependency-graph.settings.js';
import { analyzeTaskGraph } from './task-graph.analyzer.js';
import type { TaskGraphSnapshot } from './task-graph.snapshot.js';

const chainsOf = (snapshot: TaskGraphSnapshot) => analyzeTaskGraph(snapshot, DEFAULT_DEPENDENCY_GRAPH).errorChains;
const error = { state: 'error', attempts: 1 } as const;
const strategies = (step: DrawnStep) => {
  const [chain] = chainsOf(snapshotOf({ it: { state: 'error', ...step } })).errorChains;
  return [chain?.retryAnalysis, chain?.recoveryStrategies.map(({ strategy, priority }) => `${strategy}/${priority}`)];
};

describe('error chains', () => {
  it('are empty where nothing failed', () => {
    expect(chainsOf(snapshotOf({ a: { readyAt: NOW }, b: { after: 'a' } }))).toEqual({
      totalErrorSteps: 0,
      totalSteps: 2,
      errorPercentage: 0,
      totalBlockedByErrors: 0,
      distinctBlockedByErrors: 0,
      mostCriticalError: null,
      errorChains: [],
      recoveryPriority: [],
      taskHealth: 'healthy',
    });
  });

  it('tell what a failed step holds up, and what can be done', () => {
    const chains = chainsOf(
      snapshotOf(
        {
          a: { state: 'error', attempts: 3 },
          b: { after: 'a' },
          c: { after: 'a' },
          d: { after: 'b c' },
          by_hand: { after: 'a', state: 'resolved_manually' },
          other: { readyAt: NOW },
        },
        { health: 'recovering' },
      ),
    );
    // 3·15 + 4·5 + 20 + 3·3
    const chain = {
      ...{ errorStepId: 1, errorStepName: 'a', errorAttempts: 3, retryLimit: 3, totalImpact: 94 },
      ...{ downstreamSteps: [2, 3, 4, 5], blockedDownstreamSteps: 3, totalDownstreamSteps: 4 },
      retryAnalysis: { exhausted: true, remainingAttempts: 0, inBackoff: false, nextRetryAt: null, retryable: false },
      recoveryStrategies: [
        {
          strategy: 'Manual Resolution',
          priority: 'High',
          description: 'No attempt is left: resolve the step by hand, or complete it with a result',
        },
        {
          strategy: 'Increase Retry Limit',
          priority: 'Medium',
          description: 'Raise its retry limit and retry the step, if its cause can go away by itself',
        },
      ],
    };
    expect(chains).toEqual({
      ...{ totalErrorSteps: 1, totalSteps: 6, errorPercentage: 16.7, totalBlockedByErrors: 3, distinctBlockedByErrors: 3 },
      ...{ mostCriticalError: chain, errorChains: [chain], taskHealth: 'recovering' },
      recoveryPriority: [
        { stepName: 'a', priorityLevel: 'High', reason: 'Blocking 3 downstream steps', recommendedAction: 'Manual Resolution' },
      ],
    });
  });

  it.each<[string, DrawnStep, object, string[]]>([
    [
      'no attempt left',
      { attempts: 5 },
      { exhausted: true, remainingAttempts: 0, inBackoff: false, nextRetryAt: null, retryable: false },
      ['Manual Resolution/High', 'Increase Retry Limit/Medium'],
    ],
    [
      'its back-off ends in a minute',
      { attempts: 1, readyAt: inSeconds(60), nextRetryAt: inSeconds(60) },
      { exhausted: false, remainingAttempts: 2, inBackoff: true, nextRetryAt: '2026-01-01T12:01:00.000Z', retryable: true },
      ['Wait for Backoff/Low'],
    ],
    [
      'its back-off is over',
      { attempts: 2, readyAt: NOW, nextRetryAt: NOW },
      { exhausted: false, remainingAttempts: 1, inBackoff: false, nextRetryAt: '2026-01-01T12:00:00.000Z', retryable: true },
      ['Monitor Retries/Medium'],
    ],
    [
      'failed for good',
      { attempts: 1 },
      { exhausted: false, remainingAttempts: 2, inBackoff: false, nextRetryAt: null, retryable: false },
      ['Investigate Root Cause/High'],
    ],
    [
      'declared to run once',
      { attempts: 1, retryable: false, nextRetryAt: NOW },
      { exhausted: false, remainingAttempts: 2, inBackoff: false, nextRetryAt: '2026-01-01T12:00:00.000Z', retryable: false },
      ['Investigate Root Cause/High'],
    ],
  ])('say what to do: %s', (_what, step, retryAnalysis, expected) => {
    expect(strategies(step)).toEqual([retryAnalysis, expected]);
  });

  it('stand in the order of their impact; the first three come first', () => {
    const chains = chainsOf(
      snapshotOf({
        none: error,
        ...{ one: error, one_a: { after: 'one' } },
        ...{ three: error, three_a: { after: 'three' }, three_b: { after: 'three_a' }, three_c: { after: 'three_b' } },
        ...{ six: error, six_a: { after: 'six' }, six_b: { after: 'six_a' }, six_c: { after: 'six_b' } },
        ...{ six_d: { after: 'six_c' }, six_e: { after: 'six_d' }, six_f: { after: 'six_e' } },
      }),
    );
    expect(chains.errorChains.map(({ errorStepName, totalImpact }) => [errorStepName, totalImpact])).toEqual([
      ['six', 123],
      ['three', 63],
      ['one', 23],
      ['none', 3],
    ]);
    expect(chains.recoveryPriority.map(({ stepName, priorityLevel, reason }) => [stepName, priorityLevel, reason])).toEqual([
      ['six', 'Critical', 'Blocking 6 downstream steps'],
      ['three', 'High', 'Blocking 3 downstream steps'],
      ['one', 'Medium', 'Blocking 1 downstream steps'],
    ]);
  });

  it('sum what waits behind each, and count it once', () => {
    const chains = chainsOf(snapshotOf({ a: error, b: { ...error }, c: { after: 'a b' }, d: { after: 'c' }, e: { after: 'a' } }));
    expect(chains).toMatchObject({ totalBlockedByErrors: 5, distinctBlockedByErrors: 3, errorPercentage: 40 });
  });

  it('are cut where they would fill megabytes; the figures are of all', () => {
    const failed = Array.from({ length: 101 }, (_, place) => [`e${place}`, error] as const);
    const behind = Array.from({ length: 1_001 }, (_, place) => [`b${place}`, { after: 'e0' }] as const);
    const chains = chainsOf(snapshotOf(Object.fromEntries<DrawnStep>([...failed, ...behind])));
    expect(chains).toMatchObject({ totalErrorSteps: 101, totalBlockedByErrors: 1_001 });
    expect(chains.errorChains).toHaveLength(100);
    expect(chains.errorChains[0]?.downstreamSteps).toHaveLength(1_000);
    expect(chains.errorChains[0]).toMatchObject({ totalDownstreamSteps: 1_001, blockedDownstreamSteps: 1_001 });
  });
});
