import type { AnalysedTask } from './analysed.task.js';
import { neighboursOf } from './indexed.graph.js';
import type {
  Bottlenecks,
  CriticalPaths,
  ErrorChain,
  ErrorChains,
  ParallelismOpportunities,
  RuntimeGraph,
  StepBottleneck,
  TaskExecutionSummary,
} from './task-graph.analysis.js';

const MOST_RECOMMENDATIONS = 5;

/** The parts that a summary is made of. */
export interface SummarisedParts {
  readonly dependencyGraph: RuntimeGraph;
  readonly criticalPaths: CriticalPaths;
  readonly parallelismOpportunities: ParallelismOpportunities;
  readonly errorChains: ErrorChains;
  readonly bottlenecks: Bottlenecks;
}

/** The figures of an analysis on one look (specification: surface §1.9). */
export function executionSummary(task: AnalysedTask, parts: SummarisedParts): TaskExecutionSummary {
  return {
    totalSteps: task.totals.steps,
    totalDependencies: parts.dependencyGraph.edges.length,
    dependencyLevels: parts.parallelismOpportunities.totalLevels,
    longestPathLength: parts.criticalPaths.longestPathLength,
    criticalBottlenecksCount: parts.bottlenecks.criticalBottlenecks,
    errorChainsCount: parts.errorChains.totalErrorSteps,
    parallelismEfficiency: parts.parallelismOpportunities.parallelismEfficiency,
    overallHealth: overallHealth(task, parts),
    recommendations: recommendations(task, parts),
  };
}

/**
 * Finished: healthy. Critical: the task is blocked, or a step in trouble has a critical impact. Warning: a step failed, or one in trouble has a
 * high impact. Steps that merely wait for their parents are no trouble: every task has them while it runs.
 */
function overallHealth(task: AnalysedTask, { bottlenecks, errorChains }: SummarisedParts): TaskExecutionSummary['overallHealth'] {
  if (task.finished) return 'healthy';
  const severities = troubles(bottlenecks).map(({ severity }) => severity);
  if (bottlenecks.taskHealth === 'blocked' || severities.includes('Critical')) return 'critical';
  return errorChains.totalErrorSteps > 0 || severities.includes('High') ? 'warning' : 'healthy';
}

function troubles({ bottlenecks }: Bottlenecks): StepBottleneck[] {
  return bottlenecks.filter(({ bottleneckType }) => bottleneckType !== 'Dependency Block');
}

function recommendations(task: AnalysedTask, { bottlenecks, errorChains }: SummarisedParts): string[] {
  if (task.finished) return [];
  const { failed, ready, blocked } = task.totals;
  const unsteady = failed > 0 ? [] : troubles(bottlenecks).map(unsteadyStep);
  const sentences = [...errorChains.errorChains.slice(0, MOST_RECOMMENDATIONS).map(failedStep), ...unsteady, ...cancelledParents(task)];
  if (task.snapshot.paused) sentences.unshift(`Resume the task: it is paused, and ${ready + blocked} steps wait`);
  return sentences.slice(0, MOST_RECOMMENDATIONS);
}

function failedStep(chain: ErrorChain): string {
  const { errorStepName: name, errorAttempts: attempts, retryLimit, blockedDownstreamSteps: blocked, retryAnalysis: retry } = chain;
  const figures = `${attempts} of ${retryLimit} attempts made, ${blocked} steps wait behind it`;
  switch (chain.recoveryStrategies[0].strategy) {
    case 'Manual Resolution':
    case 'Increase Retry Limit':
      return `Resolve step '${name}' by hand or raise its retry limit: ${figures}`;
    case 'Wait for Backoff':
      return `Wait for step '${name}': its next attempt starts at ${retry.nextRetryAt}; ${figures}`;
    case 'Monitor Retries':
      return `Watch step '${name}': its next attempt may start; ${figures}`;
    case 'Investigate Root Cause':
      return `Find out why step '${name}' failed: no attempt will follow by itself; ${figures}`;
  }
}

function unsteadyStep({ stepName, attempts, retryLimit, impactScore, severity }: StepBottleneck): string {
  return `Look at step '${stepName}': attempt ${attempts} of ${retryLimit}, impact score ${impactScore} (${severity})`;
}

/** A cancelled step never satisfies those that depend on it. */
function cancelledParents({ snapshot, graph, conditions }: AnalysedTask): string[] {
  return snapshot.steps.flatMap((step, position) => {
    if (step.state !== 'cancelled') return [];
    const children = neighboursOf(graph.children, position);
    const waiting = children.reduce((count, child) => count + (conditions[child]!.blocked ? 1 : 0), 0);
    return waiting === 0 ? [] : [`Decide what becomes of the ${waiting} steps that depend on step '${step.name}': it is cancelled`];
  });
}
