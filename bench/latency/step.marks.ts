import { machineNow } from '../measure/machine.clock.js';

/** When a handler was called. */
export interface StepMark {
  readonly taskId: string;
  readonly step: string;
  readonly attempt: number;
  /** By the monotonic clock of the machine. */
  readonly at: number;
  /** By its wall clock, which the server's clock is: milliseconds since 1970. */
  readonly wall: number;
}

/** The calls of handlers in this process since they were last taken. */
class StepMarks {
  private marks: StepMark[] = [];

  add({ taskId, step, attempt }: Omit<StepMark, 'at' | 'wall'>): void {
    this.marks.push({ taskId, step, attempt, at: machineNow(), wall: Date.now() });
  }

  get size(): number {
    return this.marks.length;
  }

  take(): StepMark[] {
    const { marks } = this;
    this.marks = [];
    return marks;
  }
}

export const stepMarks = new StepMarks();
