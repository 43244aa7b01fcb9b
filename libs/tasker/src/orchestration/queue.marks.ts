import type { AdvanceReport, ClaimUnit } from '../database/tasker.functions.js';

/** How often a claim looks at the whole queue again, below its low-water marks too. */
const FULL_SCAN_MS = 1_000;

/**
 * What a worker remembers of the queue: the units that held something, and from which `ready_at` on it is worth looking. Entries below
 * a mark were claimed before; an old snapshot keeps them in the index, and without marks each claim would walk them again.
 */
export class QueueMarks {
  private readonly units = new Map<string, ClaimUnit>();
  private scannedAt = Number.NEGATIVE_INFINITY;

  /** The units for the next claim; null asks for a full scan. `now` is this process' monotonic clock. */
  next(now: number): ClaimUnit[] | null {
    return now - this.scannedAt >= FULL_SCAN_MS ? null : [...this.units.values()];
  }

  /** Milliseconds until a full scan is due again. */
  scanDueIn(now: number): number {
    return Math.max(0, this.scannedAt + FULL_SCAN_MS - now);
  }

  /** Makes the next claim a full scan: something may have appeared that the marks hide. */
  expire(): void {
    this.scannedAt = Number.NEGATIVE_INFINITY;
  }

  /** Learns from what a claim reported. */
  learn(report: Pick<AdvanceReport, 'marks' | 'units'>, now: number): void {
    if (report.units !== null) {
      this.units.clear();
      for (const unit of report.units) this.units.set(keyOf(unit), unit);
      this.scannedAt = now;
    }
    for (const unit of report.marks) this.units.set(keyOf(unit), unit);
  }
}

function keyOf([lane, priority]: ClaimUnit): string {
  return `${lane}:${priority}`;
}
