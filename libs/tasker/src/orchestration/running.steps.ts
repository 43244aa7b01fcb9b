import type { ClaimKey } from '../database/outcome.js';
import type { RunningStep } from './step.executor.js';

/** The attempts that run in this process. */
export class RunningSteps {
  private readonly steps = new Map<string, RunningStep>();

  get size(): number {
    return this.steps.size;
  }

  has(claim: ClaimKey): boolean {
    return this.steps.has(claimName(claim));
  }

  add(step: RunningStep): void {
    this.steps.set(claimName(step.claimed), step);
  }

  /** Forgets an attempt; false when it was forgotten before. */
  remove(claim: ClaimKey): boolean {
    return this.steps.delete(claimName(claim));
  }

  all(): readonly RunningStep[] {
    return [...this.steps.values()];
  }

  ofTask(taskId: string): readonly RunningStep[] {
    return this.all().filter(({ claimed }) => claimed.taskId === taskId);
  }

  of(claim: ClaimKey): RunningStep | undefined {
    return this.steps.get(claimName(claim));
  }

  claims(): readonly ClaimKey[] {
    return this.all().map(({ claimed: { taskId, stepId, attempt } }) => ({ taskId, stepId, attempt }));
  }

  /** Milliseconds until the earliest time limit; null when no running step has one. */
  earliestLimitIn(now: number): number | null {
    const deadlines = this.all().flatMap(({ deadline }) => deadline ?? []);
    return deadlines.length === 0 ? null : Math.max(0, Math.min(...deadlines) - now);
  }
}

/** One text for a claim. */
export function claimName({ taskId, stepId, attempt }: ClaimKey): string {
  return `${taskId}:${stepId}:${attempt}`;
}
