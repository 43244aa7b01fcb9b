import type { ClaimKey } from '../database/outcome.js';
import type { RunningStep } from './step.executor.js';

/**
 * The attempts that run in this process. In a list, where each knows its place: a text for each would be made, and hashed, when it begins and when
 * it ends; and a set through which thousands go a second is copied again and again, and each copy keeps what was in it from being collected.
 */
export class RunningSteps {
  private readonly steps: RunningStep[] = [];

  get size(): number {
    return this.steps.length;
  }

  add(step: RunningStep): void {
    step.place = this.steps.length;
    this.steps.push(step);
  }

  /** Forgets an attempt; false when it was forgotten before. */
  remove(step: RunningStep): boolean {
    const { place } = step;
    if (place === undefined || this.steps[place] !== step) return false;
    const last = this.steps.pop()!;
    if (last !== step) {
      this.steps[place] = last;
      last.place = place;
    }
    step.place = undefined;
    return true;
  }

  all(): readonly RunningStep[] {
    return [...this.steps];
  }

  ofTask(taskId: string): readonly RunningStep[] {
    return this.all().filter(({ claimed }) => claimed.taskId === taskId);
  }

  of({ taskId, stepId, attempt }: ClaimKey): RunningStep | undefined {
    for (const step of this.steps) {
      const { claimed } = step;
      if (claimed.taskId === taskId && claimed.stepId === stepId && claimed.attempt === attempt) return step;
    }
    return undefined;
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
