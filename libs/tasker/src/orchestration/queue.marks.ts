import type { AdvanceReport, ClaimUnit } from '../database/tasker.functions.js';

/** How often a claim looks at the whole queue again, below its low-water marks too, unless that takes long. */
export const FULL_SCAN_MS = 1_000;
/** Units sent beside twice the room: a claim that finds some of them empty needs others. */
const SPARE_UNITS = 8;
/** Most priorities of which the unit that has waited longest is sent too. */
const AGED_PRIORITIES = 8;

/** What a claim looked at, and whether its answer can be trusted to be the latest word. */
export interface Probe {
  /** The units that were sent; null for a full scan. */
  readonly units: readonly ClaimUnit[] | null;
  /** The claim took less than it had room for: everything probed is empty now. */
  readonly short: boolean;
  /** Something was released or heard since the units were chosen. */
  readonly outdated: boolean;
  /** Milliseconds from this look at the whole queue to the next one; default a second. */
  readonly restMs?: number;
}

/**
 * What a worker remembers of the queue: the units that hold something, and from which `ready_at` on it is worth looking. Entries below
 * a mark were claimed before; an old snapshot keeps them in the index, and without marks each claim would walk them again.
 */
export class QueueMarks {
  private readonly units = new Map<string, ClaimUnit>();
  private scannedAt = Number.NEGATIVE_INFINITY;
  private scanDueAt = Number.NEGATIVE_INFINITY;

  get isEmpty(): boolean {
    return this.units.size === 0;
  }

  /**
   * The best units for a claim of up to `room` steps, and with `aging` of lower priorities those that have waited longest; null asks for a
   * full scan. `now` is this process' monotonic clock.
   */
  next(now: number, room: number, aging = false): readonly ClaimUnit[] | null {
    if (now >= this.scanDueAt) return null;
    const most = 2 * room + SPARE_UNITS;
    const units = [...this.units.values()];
    if (units.length <= most) return units;
    units.sort(bestFirst);
    const best = units.slice(0, most);
    return aging ? [...best, ...longestWaiting(units.slice(most), best[0]![1])] : best;
  }

  /** Whether units of several priorities hold something. */
  get isMixed(): boolean {
    let priority: number | undefined;
    for (const unit of this.units.values()) {
      if (priority !== undefined && unit[1] !== priority) return true;
      priority = unit[1];
    }
    return false;
  }

  /** Milliseconds until a full scan is due again. */
  scanDueIn(now: number): number {
    return Math.max(0, this.scanDueAt - now);
  }

  /** Something may have appeared that the marks hide: the next claim is a full scan, unless the last one is younger than `minAgeMs`. */
  expire(minAgeMs = 0): void {
    this.scanDueAt = Math.min(this.scanDueAt, this.scannedAt + minAgeMs);
  }

  /** Learns from what a claim reported. */
  learn(report: Pick<AdvanceReport, 'marks' | 'aged' | 'units' | 'released'>, probe: Probe, now: number): void {
    if (report.units !== null) {
      this.units.clear();
      for (const unit of report.units) this.units.set(keyOf(unit), unit);
      this.scannedAt = now;
      this.scanDueAt = now + (probe.restMs ?? FULL_SCAN_MS);
    }
    // What was taken for its age came before better units were looked at: it does not say that they are empty.
    const sent = new Map(probe.units?.map((unit) => [keyOf(unit), unit[2]]));
    const taken = new Map([...report.aged, ...report.marks].map((unit) => [keyOf(unit), unit]));
    for (const [key, unit] of taken) this.moveOn(unit, sent.get(key));
    if (!probe.outdated) this.forgetEmptied(report, probe);
    this.released(report.released);
  }

  /** A mark that is not the one a claim was sent with was changed by another call, in flight beside it: what that left may be below. */
  private moveOn(unit: ClaimUnit, sent: string | undefined): void {
    const known = this.units.get(keyOf(unit));
    const overtaken = known !== undefined && sent !== undefined && known[2] !== sent;
    if (!overtaken || unit[2] < known[2]) this.units.set(keyOf(unit), unit);
  }

  /** Steps were left to these units. */
  released(units: readonly ClaimUnit[]): void {
    for (const unit of units) {
      // The mark of a unit that holds only later steps, retries for instance, would hide what was released into it.
      const known = this.units.get(keyOf(unit));
      if (known === undefined || unit[2] < known[2]) this.units.set(keyOf(unit), unit);
    }
  }

  /** A claim empties one unit before it goes on to the next: only the last one that gave steps may hold more. */
  private forgetEmptied(report: Pick<AdvanceReport, 'marks' | 'units'>, probe: Probe): void {
    const probed = [...(report.units ?? probe.units ?? [])].sort(bestFirst);
    const gave = new Set(report.marks.map(keyOf));
    const last = probe.short ? probed.length : probed.findLastIndex((unit) => gave.has(keyOf(unit)));
    for (const unit of probed.slice(0, Math.max(last, 0))) this.units.delete(keyOf(unit));
  }
}

/** Of each priority below `best`, the unit whose first step has waited longest; those of the oldest priorities. */
function longestWaiting(units: readonly ClaimUnit[], best: number): ClaimUnit[] {
  const oldest = new Map<number, ClaimUnit>();
  for (const unit of units) {
    const known = oldest.get(unit[1]);
    if (unit[1] < best && (known === undefined || unit[2] < known[2])) oldest.set(unit[1], unit);
  }
  return [...oldest.values()].sort((one, other) => (one[2] < other[2] ? -1 : 1)).slice(0, AGED_PRIORITIES);
}

/** The order in which a claim empties units. Marks are texts of one width in UTC. */
function bestFirst(one: ClaimUnit, other: ClaimUnit): number {
  if (one[1] !== other[1]) return other[1] - one[1];
  if (one[2] !== other[2]) return one[2] < other[2] ? -1 : 1;
  return one[0] - other[0];
}

function keyOf([lane, priority]: ClaimUnit): string {
  return `${lane}:${priority}`;
}
