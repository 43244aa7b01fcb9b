import { percentage, type AnalysedTask } from './analysed.task.js';
import { severityOf } from './bottleneck.words.js';
import type { DependencyGraphSettings } from './dependency-graph.settings.js';
import { descendantsOf, type DescendantCounts } from './descendant.counts.js';
import { recoveryStrategies } from './recovery.strategies.js';
import type { ErrorChain, ErrorChains, RecoveryPriority, RetryAnalysis } from './task-graph.analysis.js';

/** A result stays below a megabyte, whatever fails: 5,000 failed steps before 5,000 others would name 25 million. */
const MOST_CHAINS = 100;
const MOST_STEPS_OF_A_CHAIN = 1_000;
const MOST_PRIORITIES = 3;

/** A failed step and how bad it is. */
interface Failure {
  readonly position: number;
  readonly downstream: number;
  readonly blocked: number;
  readonly impact: number;
}

/** The failed steps of a task and what waits behind them (specification: engine core §7.2). */
export function errorChains(task: AnalysedTask, behind: DescendantCounts, settings: DependencyGraphSettings): ErrorChains {
  const failures = failuresOf(task, behind, settings);
  const chains = failures.slice(0, MOST_CHAINS).map((failure) => chainOf(failure, task));
  const positions = failures.map(({ position }) => position);
  return {
    totalErrorSteps: failures.length,
    totalSteps: task.totals.steps,
    errorPercentage: percentage(failures.length, task.totals.steps, 1),
    totalBlockedByErrors: failures.reduce((sum, { blocked }) => sum + blocked, 0),
    distinctBlockedByErrors: blockedBehind(task, positions),
    mostCriticalError: chains[0] ?? null,
    errorChains: chains,
    recoveryPriority: chains.slice(0, MOST_PRIORITIES).map((chain) => priorityOf(chain, settings)),
    taskHealth: task.snapshot.health,
  };
}

/** How many different steps behind these wait for their parents. */
export function blockedBehind({ graph, conditions }: AnalysedTask, positions: readonly number[]): number {
  return descendantsOf(graph, positions).reduce((count, position) => count + (conditions[position]!.blocked ? 1 : 0), 0);
}

/** Greatest impact first; among equals the step that stands first. */
function failuresOf(task: AnalysedTask, behind: DescendantCounts, settings: DependencyGraphSettings): Failure[] {
  const { impactMultipliers: by, penaltyConstants: penalty } = settings;
  const failures: Failure[] = [];
  task.conditions.forEach(({ failed, attempts, exhausted }, position) => {
    if (!failed) return;
    const downstream = behind.all[position]!;
    const blocked = behind.marked[position]!;
    const impact =
      blocked * by.blockedWeight +
      downstream * by.downstreamWeight +
      (exhausted ? penalty.exhaustedRetry : 0) +
      attempts * penalty.retryInstability;
    failures.push({ position, downstream, blocked, impact });
  });
  return failures.sort((a, b) => b.impact - a.impact);
}

function chainOf({ position, downstream, blocked, impact }: Failure, task: AnalysedTask): ErrorChain {
  const { steps } = task.snapshot;
  const step = steps[position]!;
  const retryAnalysis = retryAnalysisOf(position, task);
  const behind = descendantsOf(task.graph, [position], MOST_STEPS_OF_A_CHAIN);
  return {
    errorStepId: step.stepId,
    errorStepName: step.name,
    errorAttempts: step.attempts,
    retryLimit: step.retryLimit,
    retryAnalysis,
    downstreamSteps: Array.from(behind, (each) => steps[each]!.stepId),
    blockedDownstreamSteps: blocked,
    totalDownstreamSteps: downstream,
    totalImpact: impact,
    recoveryStrategies: recoveryStrategies(retryAnalysis),
  };
}

function retryAnalysisOf(position: number, { snapshot, conditions }: AnalysedTask): RetryAnalysis {
  const step = snapshot.steps[position]!;
  const { exhausted, attempts, inBackoff, gaveUp } = conditions[position]!;
  return {
    exhausted,
    remainingAttempts: Math.max(0, step.retryLimit - attempts),
    inBackoff,
    nextRetryAt: step.nextRetryAt?.toISOString() ?? null,
    retryable: step.retryable && !gaveUp,
  };
}

function priorityOf(chain: ErrorChain, settings: DependencyGraphSettings): RecoveryPriority {
  return {
    stepName: chain.errorStepName,
    priorityLevel: severityOf(chain.totalImpact, settings.severityThresholds),
    reason: `Blocking ${chain.blockedDownstreamSteps} downstream steps`,
    recommendedAction: chain.recoveryStrategies[0].strategy,
  };
}
