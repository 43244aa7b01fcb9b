import type { AdvanceReport, Aging, ClaimUnit } from '../database/tasker.functions.js';
import type { AgingShare } from './aging.share.js';
import { QueueMarks, type Probe } from './queue.marks.js';
import { WakeTimer } from './wake.timer.js';

/** A worker with a backlog spends at most one part in so many of its time on looking through the whole queue. */
const SCAN_SHARE = 10;
/** A look at the whole queue is never put off for longer than this. */
const LONGEST_PAUSE_MS = 1_000;

/** What a claim looks at. */
export interface ClaimPlan {
  readonly units: readonly ClaimUnit[] | null;
  /** Slots kept for the queue when children are handed over. */
  readonly reserve: number;
  /** Slots kept for lower priorities that have waited long; null = none this time. */
  readonly aging: Aging | null;
  /** Stands for the wake-ups heard so far: one that comes during the call must not be lost. */
  readonly wakes: number;
}

/** Decides when it is worth looking at the queue, and at which part of it. */
export class ClaimPlanner {
  private readonly marks = new QueueMarks();
  private readonly timer: WakeTimer;
  private wakes = 0;
  private wanted = false;
  private full = false;
  private latestScanMs = 0;
  private scanMs = 0;

  /** `wake` is called when a step that was not due becomes due. */
  constructor(
    wake: () => void,
    private readonly share: AgingShare,
  ) {
    this.timer = new WakeTimer(wake);
  }

  /** Whether a claim without outcomes is worth a call. */
  get isWanted(): boolean {
    return this.wanted;
  }

  /** The last claim took all it was allowed to: the queue holds more. */
  get hasBacklog(): boolean {
    return this.full;
  }

  /** Something may be ready anywhere in the queue. */
  heard(): void {
    this.wakes += 1;
    this.wanted = true;
    this.expire();
  }

  plan(capacity: number): ClaimPlan {
    const reserve = this.full ? Math.ceil(capacity / 4) : 0;
    const aging = this.aging(capacity);
    return { units: this.marks.next(performance.now(), capacity, aging !== null), reserve, aging, wakes: this.wakes };
  }

  /** Only where higher priorities can keep others waiting: there is a backlog, of several priorities. */
  private aging(capacity: number): Aging | null {
    if (!this.full || !this.marks.isMixed) return null;
    const aging = this.share.take(capacity);
    return aging.slots > 0 ? aging : null;
  }

  /** Learns from the answer to a call with room for `capacity` steps. */
  learn(report: AdvanceReport, plan: ClaimPlan, capacity: number): void {
    for (const seconds of report.settled.flatMap(({ readyInSeconds }) => readyInSeconds ?? [])) this.dueIn(seconds * 1000);
    // Whatever was heard or released since the plan was made may stand where this answer did not look.
    const outdated = plan.wakes !== this.wakes;
    const released = report.released.length > 0;
    if (released) this.wakes += 1;
    if (capacity > 0) this.learnClaim(report, { units: plan.units, short: report.claimed.length < capacity, outdated });
    else this.marks.released(report.released);
    this.wanted ||= released || outdated;
  }

  stop(): void {
    this.wanted = false;
    this.timer.cancel();
  }

  private learnClaim(report: AdvanceReport, probe: Probe): void {
    const now = performance.now();
    this.full = !probe.short;
    if (report.scanMs !== null) this.learnScan(report.scanMs);
    this.marks.learn(report, probe, now);
    if (probe.outdated && probe.units === null) this.expire();
    this.wanted = this.full || !this.marks.isEmpty;
    if (probe.short && probe.units !== null) this.timer.within(this.marks.scanDueIn(now));
    if (report.dueInMs !== null) this.dueIn(report.dueInMs);
  }

  /** The shorter of the two latest: the first look of a session also plans its statements. */
  private learnScan(milliseconds: number): void {
    this.scanMs = Math.min(this.latestScanMs, milliseconds);
    this.latestScanMs = milliseconds;
  }

  /**
   * A worker with a backlog is told of new work all the time. While an old snapshot keeps dead entries in the index, a look at the whole
   * queue takes long, and one at every claim would be all that it does.
   */
  private expire(): void {
    this.marks.expire(this.full ? Math.min(SCAN_SHARE * this.scanMs, LONGEST_PAUSE_MS) : 0);
  }

  /** A timer may fire up to a millisecond early; the database's clock decides. */
  private dueIn(milliseconds: number): void {
    this.timer.within(milliseconds + 1);
  }
}
