import type { AdvanceReport, Aging, ClaimUnit } from '../database/tasker.functions.js';
import { AGED_ONE_IN, type AgingShare } from './aging.share.js';
import { FULL_SCAN_MS, QueueMarks, type Probe } from './queue.marks.js';
import { WakeTimer } from './wake.timer.js';

/** A worker with a backlog spends at most one part in so many of its time on looking through the whole queue. */
const SCAN_SHARE = 10;
/** A look at the whole queue is never put off for longer than this. */
const LONGEST_PAUSE_MS = 10_000;

/** One slot in so many is kept for the queue when children are handed over: what is left to the queue must be claimed from it. */
const RESERVE = 8;

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
  private readonly scanTimer: WakeTimer;
  private readonly dueTimer: WakeTimer;
  private wakes = 0;
  private wanted = false;
  private full = false;
  /** The wake-ups that a look at the whole queue, which is under way, knew of; null: there is none. */
  private looking: number | null = null;
  private latestScanMs = 0;
  private scanMs = 0;

  /** `wake` is called when a step has become due that was not, and, with `due` false, when the whole queue is to be looked at again. */
  constructor(
    wake: (due: boolean) => void,
    private readonly share: AgingShare,
  ) {
    this.scanTimer = new WakeTimer(() => wake(false));
    this.dueTimer = new WakeTimer(() => wake(true));
  }

  /** Whether a claim without outcomes is worth a call. A second one beside a look that may find nothing is not. */
  get isWanted(): boolean {
    return this.wanted && this.looking !== this.wakes;
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
    // Of several priorities those that have waited long are to find their share.
    const reserve = this.full ? Math.ceil(capacity / (this.marks.isMixed ? AGED_ONE_IN : RESERVE)) : 0;
    const aging = this.aging(capacity);
    const units = this.marks.next(performance.now(), capacity, aging !== null);
    if (units === null && capacity > 0 && !this.full) this.looking = this.wakes;
    return { units, reserve, aging, wakes: this.wakes };
  }

  /** Only where higher priorities can keep others waiting: there is a backlog, of several priorities. */
  private aging(capacity: number): Aging | null {
    if (!this.full || !this.marks.isMixed) return null;
    const aging = this.share.take(capacity);
    return aging.slots > 0 ? aging : null;
  }

  /** The call that was made by the plan has ended, however. */
  answered(plan: ClaimPlan): void {
    if (this.looking === plan.wakes) this.looking = null;
  }

  /** Somebody else has looked: the first step is due in so many milliseconds, null: none is. True: it is due, and worth a claim. */
  looked(dueInMs: number | null): boolean {
    if (dueInMs === null) return false;
    if (dueInMs <= 0) this.heard();
    else this.dueIn(dueInMs);
    return dueInMs <= 0;
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
    this.scanTimer.cancel();
    this.dueTimer.cancel();
  }

  private learnClaim(report: AdvanceReport, probe: Probe): void {
    const now = performance.now();
    const emptied = this.full && probe.short && probe.units !== null;
    this.full = !probe.short;
    if (report.scanMs !== null) this.learnScan(report.scanMs);
    // What an old snapshot keeps in the index grows as long as the snapshot is open, and a look with it: its rest grows too.
    const restMs = this.full ? Math.max(FULL_SCAN_MS, this.scanPauseMs) : FULL_SCAN_MS;
    this.marks.learn(report, { ...probe, restMs }, now);
    if (!this.full) this.ageLook(emptied);
    if (probe.outdated && probe.units === null) this.expire();
    this.wanted = this.full || !this.marks.isEmpty;
    if (probe.short && probe.units !== null) this.scanTimer.within(this.marks.scanDueIn(now));
    if (report.dueInMs !== null) this.dueIn(report.dueInMs);
  }

  /** Only a look says when the next step is due, and only where it had room left: claims by marks that emptied a backlog have not said it. */
  private ageLook(emptied: boolean): void {
    this.marks.expire(emptied && this.marks.isEmpty ? Math.min(this.scanPauseMs, FULL_SCAN_MS) : FULL_SCAN_MS);
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
    this.marks.expire(this.full ? this.scanPauseMs : 0);
  }

  private get scanPauseMs(): number {
    return Math.min(SCAN_SHARE * this.scanMs, LONGEST_PAUSE_MS);
  }

  /** A timer may fire up to a millisecond early; the database's clock decides. */
  private dueIn(milliseconds: number): void {
    this.dueTimer.within(milliseconds + 1);
  }
}
