import { describe, expect, it } from 'vitest';
import { NOW, snapshotOf } from '../../../test/support/task.snapshots.js';
import { dependencyGraphSettings } from './dependency-graph.section.js';
import { ConfigurationError } from './model/errors.js';
import { Section } from './options.section.js';
import { DEFAULT_DEPENDENCY_GRAPH } from './analysis/graph/dependency-graph.settings.js';
import { analyzeTaskGraph } from './analysis/graph/task-graph.analyzer.js';
import type { TaskGraphAnalysis } from './analysis/graph/task-graph.analysis.js';
import type { TaskGraphSnapshot } from './analysis/graph/task-graph.snapshot.js';

/** fetch → (charge, pack) → ship → notify: no attempt of charge is left. */
const failed = snapshotOf(
  {
    fetch: { state: 'complete', attempts: 1 },
    charge: { after: 'fetch', state: 'error', attempts: 3 },
    pack: { after: 'fetch', readyAt: NOW },
    ship: { after: 'charge pack' },
    notify: { after: 'ship' },
  },
  { health: 'recovering' },
);
const waiting = snapshotOf({ fetch: { state: 'in_progress', attempts: 1 }, charge: { after: 'fetch' }, ship: { after: 'charge' } });

const settings = (options: object = {}) => dependencyGraphSettings(new Section('dependencyGraph', options));
const impact = ({ bottlenecks }: TaskGraphAnalysis) => bottlenecks.bottlenecks[0]?.impactScore;
const severity = ({ bottlenecks }: TaskGraphAnalysis) => bottlenecks.bottlenecks[0]?.severity;
const priority = ({ errorChains }: TaskGraphAnalysis) => errorChains.recoveryPriority[0]?.priorityLevel;
const chain = ({ errorChains }: TaskGraphAnalysis) => errorChains.mostCriticalError?.totalImpact;
const score = ({ criticalPaths }: TaskGraphAnalysis) => criticalPaths.paths[0]?.criticalityScore;
const seconds = ({ criticalPaths }: TaskGraphAnalysis) => criticalPaths.paths[0]?.estimatedDuration;

type Read = (analysis: TaskGraphAnalysis) => unknown;

// By default: impact (2·5 + 2·15) · 2.5 + 3·3 + 10 + 20 = 139, chain 2·5 + 2·15 + 20 + 3·3 = 69, 300 s = 4·30 + 60 + 4·30,
// score (4·10 − 15 + 2·25·1.5 + 30·1.5 + 10 + 300/60·2) · 0.94 = 165 · 0.94; of the task that waits (5 + 15) · 1.2 = 24.
const CHANGES: [group: string, key: string, value: number, TaskGraphSnapshot, Read, before: unknown, after: unknown][] = [
  ['impactMultipliers', 'downstreamWeight', 6, failed, impact, 139, 144],
  ['impactMultipliers', 'downstreamWeight', 6, failed, chain, 69, 71],
  ['impactMultipliers', 'blockedWeight', 16, failed, impact, 139, 144],
  ['impactMultipliers', 'blockedWeight', 16, failed, chain, 69, 71],
  ['impactMultipliers', 'pathLengthWeight', 11, failed, score, 165 * 0.94, 169 * 0.94],
  ['impactMultipliers', 'completedPenalty', 16, failed, score, 165 * 0.94, 164 * 0.94],
  ['impactMultipliers', 'blockedPenalty', 26, failed, score, 165 * 0.94, 168 * 0.94],
  ['impactMultipliers', 'errorPenalty', 32, failed, score, 165 * 0.94, 168 * 0.94],
  ['impactMultipliers', 'retryPenalty', 11, failed, score, 165 * 0.94, 166 * 0.94],
  ['severityMultipliers', 'errorState', 3, failed, impact, 139, 179],
  ['severityMultipliers', 'exhaustedRetryBonus', 1, failed, impact, 139, 159],
  ['penaltyConstants', 'retryInstability', 4, failed, impact, 139, 142],
  ['penaltyConstants', 'retryInstability', 4, failed, chain, 69, 72],
  ['penaltyConstants', 'nonRetryable', 11, failed, impact, 139, 140],
  ['penaltyConstants', 'exhaustedRetry', 21, failed, impact, 139, 140],
  ['penaltyConstants', 'exhaustedRetry', 21, failed, chain, 69, 70],
  ['severityThresholds', 'critical', 140, failed, severity, 'Critical', 'High'],
  ['severityThresholds', 'high', 70, failed, priority, 'High', 'Medium'],
  ['durationEstimates', 'baseStepSeconds', 45, failed, seconds, 300, 360],
  ['durationEstimates', 'baseStepSeconds', 45, failed, score, 165 * 0.94, 167 * 0.94],
  ['durationEstimates', 'errorPenaltySeconds', 90, failed, seconds, 300, 330],
  ['durationEstimates', 'retryPenaltySeconds', 45, failed, seconds, 300, 360],
  ['severityMultipliers', 'dependencyIssue', 2, waiting, impact, 24, 40],
  ['severityThresholds', 'medium', 25, waiting, severity, 'Medium', 'Low'],
];

describe('the options dependencyGraph', () => {
  it('have the defaults of the specification', () => {
    expect(settings()).toEqual(DEFAULT_DEPENDENCY_GRAPH);
    expect(settings({ impactMultipliers: undefined, severityThresholds: {} })).toEqual(DEFAULT_DEPENDENCY_GRAPH);
    expect(DEFAULT_DEPENDENCY_GRAPH).toEqual({
      impactMultipliers: {
        ...{ downstreamWeight: 5, blockedWeight: 15, pathLengthWeight: 10, completedPenalty: 15 },
        ...{ blockedPenalty: 25, errorPenalty: 30, retryPenalty: 10 },
      },
      severityMultipliers: { errorState: 2, exhaustedRetryBonus: 0.5, dependencyIssue: 1.2 },
      penaltyConstants: { retryInstability: 3, nonRetryable: 10, exhaustedRetry: 20 },
      severityThresholds: { critical: 100, high: 50, medium: 20 },
      durationEstimates: { baseStepSeconds: 30, errorPenaltySeconds: 60, retryPenaltySeconds: 30 },
    });
  });

  it.each(CHANGES)('%s.%s = %d changes a result', (group, key, value, ...[snapshot, read, before, after]) => {
    const result = (options?: object) => read(analyzeTaskGraph(snapshot, settings(options)));
    const close = (expected: unknown) => (typeof expected === 'number' ? (expect.closeTo(expected) as unknown) : expected);
    expect(result()).toEqual(close(before));
    expect(result({ [group]: { [key]: value } })).toEqual(close(after));
  });

  it('all have an effect', () => {
    const all = Object.entries(settings()).flatMap(([group, values]) => Object.keys(values as object).map((key) => `${group}.${key}`));
    expect(new Set(CHANGES.map(([group, key]) => `${group}.${key}`))).toEqual(new Set(all));
  });

  it.each([
    [{ impactMultiplier: {} }, /^dependencyGraph\.impactMultiplier: unknown option/],
    [
      { impactMultipliers: { downstream: 1 } },
      /^dependencyGraph\.impactMultipliers\.downstream: unknown option; known are downstreamWeight,/,
    ],
    [{ impactMultipliers: 5 }, 'dependencyGraph.impactMultipliers: must be an object'],
    [{ impactMultipliers: null }, 'dependencyGraph.impactMultipliers: must be an object'],
    [{ penaltyConstants: { nonRetryable: -1 } }, 'dependencyGraph.penaltyConstants.nonRetryable: must be a number from 0 to 1000000'],
    [{ penaltyConstants: { nonRetryable: '10' } }, 'dependencyGraph.penaltyConstants.nonRetryable: must be a number from 0 to 1000000'],
    [{ penaltyConstants: { nonRetryable: null } }, 'dependencyGraph.penaltyConstants.nonRetryable: must be a number from 0 to 1000000'],
    [{ severityMultipliers: { errorState: NaN } }, 'dependencyGraph.severityMultipliers.errorState: must be a number from 0 to 1000000'],
    [
      { durationEstimates: { baseStepSeconds: 31_536_001 } },
      'dependencyGraph.durationEstimates.baseStepSeconds: must be a number from 0 to 31536000',
    ],
    [
      { severityThresholds: { critical: 50 } },
      'dependencyGraph.severityThresholds: must fall from critical to high to medium; given are critical 50, high 50, medium 20',
    ],
    [
      { severityThresholds: { medium: 60 } },
      'dependencyGraph.severityThresholds: must fall from critical to high to medium; given are critical 100, high 50, medium 60',
    ],
  ])('%o is refused', (options, message) => {
    const section = new Section('dependencyGraph', options);
    const refusal = () => {
      section.knows(Object.keys(DEFAULT_DEPENDENCY_GRAPH));
      return dependencyGraphSettings(section);
    };
    expect(refusal).toThrow(ConfigurationError);
    expect(refusal).toThrow(message);
  });
});
