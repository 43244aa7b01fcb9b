import { percentage, type AnalysedTask } from './analysed.task.js';
import type { DependencyGraphSettings } from './dependency-graph.settings.js';
import { degree } from './indexed.graph.js';
import { countPaths, heaviestPaths } from './path.ranking.js';
import type { StepCondition } from './step.condition.js';
import { blockingReason } from './bottleneck.words.js';
import type { CriticalPath, CriticalPaths, PathBottleneck } from './task-graph.analysis.js';

const MOST_PATHS = 5;
/** What failures and waits weigh more in a task that does not fare well. */
const TROUBLE = 1.5;
/** By how much of it a score falls until the task is complete. */
const PROGRESS_DISCOUNT = 0.3;
const POINTS_A_MINUTE = 2;

/** The ways through a task, most critical first (specification: engine core §7.2). */
export function criticalPaths(task: AnalysedTask, settings: DependencyGraphSettings): CriticalPaths {
  const { graph, snapshot, totals } = task;
  const weights = Float64Array.from(task.conditions, (condition) => weightOf([condition], { task, settings }));
  const ids = (isIncluded: (position: number) => boolean) =>
    snapshot.steps.filter((_, position) => isIncluded(position)).map(({ stepId }) => stepId);
  return {
    totalPaths: figure(countPaths(graph)),
    longestPathLength: totals.steps === 0 ? 0 : graph.levels.reduce((longest, level) => Math.max(longest, level), 0) + 1,
    paths: heaviestPaths(graph, weights, MOST_PATHS).map((path) => described(path, task, settings)),
    rootNodes: ids((position) => degree(graph.parents, position) === 0),
    leafNodes: ids((position) => degree(graph.children, position) === 0),
  };
}

function figure(count: bigint): number | string {
  return count <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(count) : count.toString();
}

function described(path: readonly number[], task: AnalysedTask, settings: DependencyGraphSettings): CriticalPath {
  const { steps } = task.snapshot;
  const conditions = path.map((position) => task.conditions[position]!);
  const counts = countsOf(conditions);
  return {
    path: path.map((position) => steps[position]!.stepId),
    length: path.length,
    stepNames: path.map((position) => steps[position]!.name),
    completedSteps: counts.completed,
    blockedSteps: counts.blocked,
    errorSteps: counts.failed,
    retrySteps: counts.retried,
    readySteps: counts.ready,
    estimatedDuration: estimatedSeconds(conditions, settings),
    bottlenecks: pathBottlenecks(path, task),
    criticalityScore: criticality(conditions, { task, settings }),
    completionPercentage: percentage(counts.completed, path.length, 1),
  };
}

function countsOf(conditions: readonly StepCondition[]) {
  const count = (isCounted: (condition: StepCondition) => boolean) => conditions.filter(isCounted).length;
  return {
    completed: count(({ completed }) => completed),
    blocked: count(({ blocked }) => blocked),
    failed: count(({ failed }) => failed),
    retried: count(({ failed, attempts }) => failed && attempts > 0),
    ready: count(({ ready }) => ready),
  };
}

function estimatedSeconds(conditions: readonly StepCondition[], { durationEstimates: estimates }: DependencyGraphSettings): number {
  const failed = conditions.filter((condition) => condition.failed).length;
  const attempts = conditions.reduce((sum, condition) => sum + condition.attempts, 0);
  return conditions.length * estimates.baseStepSeconds + failed * estimates.errorPenaltySeconds + attempts * estimates.retryPenaltySeconds;
}

interface Terms {
  readonly task: AnalysedTask;
  readonly settings: DependencyGraphSettings;
}

/** Every term is a sum over the steps of the path: that is why the best paths can be found without looking at all of them. */
function weightOf(conditions: readonly StepCondition[], { task, settings }: Terms): number {
  const { impactMultipliers: by } = settings;
  const trouble = task.snapshot.health === 'healthy' ? 1 : TROUBLE;
  const { completed, blocked, failed, retried } = countsOf(conditions);
  return (
    conditions.length * by.pathLengthWeight -
    completed * by.completedPenalty +
    blocked * by.blockedPenalty * trouble +
    failed * by.errorPenalty * trouble +
    retried * by.retryPenalty +
    (estimatedSeconds(conditions, settings) / 60) * POINTS_A_MINUTE
  );
}

function criticality(conditions: readonly StepCondition[], terms: Terms): number {
  const { steps, completed } = terms.task.totals;
  return Math.max(0, weightOf(conditions, terms) * (1 - (PROGRESS_DISCOUNT * completed) / steps));
}

function pathBottlenecks(path: readonly number[], task: AnalysedTask): PathBottleneck[] {
  const found: PathBottleneck[] = [];
  path.forEach((position, place) => {
    const condition = task.conditions[position]!;
    if (!condition.blocked && !condition.failed) return;
    const step = task.snapshot.steps[position]!;
    found.push({
      stepId: step.stepId,
      stepName: step.name,
      reason: blockingReason(step, condition, task.snapshot),
      severity: pathSeverity(condition),
      impact: `Blocks ${path.length - 1 - place} downstream steps`,
    });
  });
  return found.sort((a, b) => b.severity - a.severity);
}

function pathSeverity({ failed, attempts, exhausted, dependenciesSatisfied }: StepCondition): number {
  return (failed ? 10 : 0) + 5 * attempts + (exhausted ? 20 : 0) + (dependenciesSatisfied ? 0 : 5);
}
