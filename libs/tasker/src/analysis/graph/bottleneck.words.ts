import type { StepCondition } from './step.condition.js';
import type { BottleneckType, Severity } from './task-graph.analysis.js';
import type { SeverityThresholds } from './dependency-graph.settings.js';
import type { SnapshotStep, TaskGraphSnapshot } from './task-graph.snapshot.js';

/** From this attempt on a step counts as unsteady. */
export const UNSTEADY_ATTEMPTS = 2;

/** How bad a score is. */
export function severityOf(score: number, { critical, high, medium }: SeverityThresholds): Severity {
  if (score >= critical) return 'Critical';
  if (score >= high) return 'High';
  return score >= medium ? 'Medium' : 'Low';
}

/**
 * Why a step that is blocked or in error does not get on. The words of the specification (engine core §7.2); `Task paused` and `Limit reached`
 * stand for its unknown condition. A step that runs before its parents are finished is in a state that it should not have.
 */
export function blockingReason(step: SnapshotStep, condition: StepCondition, task: TaskGraphSnapshot): string {
  if (step.state === 'in_progress') return `Invalid state: ${step.state}`;
  if (!condition.dependenciesSatisfied) return 'Dependencies not satisfied';
  if (condition.exhausted) return 'Exhausted retries';
  if (condition.inBackoff) return 'In backoff period';
  if (condition.gaveUp) return 'In error state';
  if (condition.ready) return 'Not blocked (ready for execution)';
  return task.paused ? 'Task paused' : 'Limit reached';
}

/** What kind of bottleneck a step is; the first that holds. A failure that no attempt will follow is permanent, also with attempts left. */
export function bottleneckType(condition: StepCondition): BottleneckType {
  if (condition.exhausted || condition.gaveUp) return 'Permanent Failure';
  if (condition.failed) return 'Active Error';
  if (condition.blocked) return 'Dependency Block';
  if (condition.attempts >= UNSTEADY_ATTEMPTS) return 'Retry Exhaustion';
  return condition.retryEligible ? 'Unknown' : 'Non-Retryable';
}

/** What a person should do about it. A back-off is named before the error that began it: what helps is to wait. */
export function resolutionStrategy(condition: StepCondition): string {
  if (condition.exhausted || condition.gaveUp) return 'Manual intervention required';
  if (condition.inBackoff) return 'Wait for backoff period';
  if (condition.failed) return 'Investigate error cause';
  if (condition.blocked) return 'Check upstream dependencies';
  return condition.attempts >= UNSTEADY_ATTEMPTS ? 'Monitor retry attempts' : 'Review step configuration';
}

/** When it can be over. */
export function resolutionTime(condition: StepCondition): string {
  if (condition.exhausted || condition.gaveUp) return 'Immediate action needed';
  const { secondsUntilReady: seconds } = condition;
  if (seconds !== null && seconds > 0) return `${Math.ceil(seconds / 60)} minute(s)`;
  if (condition.failed) return 'Within next retry cycle';
  return condition.blocked ? 'Depends on upstream steps' : 'Unknown';
}
