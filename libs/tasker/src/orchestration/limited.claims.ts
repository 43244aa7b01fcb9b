import type { ClaimedStep } from '../database/claimed.step.js';
import type { LimitedCall, LimitedReport, SweepCursor } from '../database/limit.functions.js';
import type { ClaimKey } from '../database/outcome.js';
import type { AgingShare } from './aging.share.js';
import { claimName } from './running.steps.js';
import { WakeTimer } from './wake.timer.js';

/** Pause before something that somebody else held is tried again; at random up to twice as long. */
const CONTENDED_MS = 3;
/** Least time between two looks at a queue that was empty, while steps are released all the time. */
const EMPTY_MS = 10;
/** How often a worker looks for what nobody freed, while something waits. */
const SWEEP_MS = 1_000;
const LARGEST_DRAW = 1_000_000;
/** Most slots freed in one call. */
const MOST_ENDED = 200;

/** What limited claims need of the worker loop. */
export interface LimitedLoop {
  /** Whether calls may be sent. */
  mayCall(): boolean;
  /** Takes slots for a call; 0 when none is free for it. They are given back by `release`. */
  take(): number;
  release(capacity: number): void;
  send(call: Pick<LimitedCall, 'capacity' | 'lanes' | 'ended' | 'sweep' | 'aging'>): Promise<LimitedReport>;
  begin(claimed: readonly ClaimedStep[]): void;
  failed(error: unknown): void;
  /** Calls `pump` soon. */
  schedule(): void;
}

/**
 * Claims from the lanes that are under a limit, one call at a time, and tells the rows which of its steps have ended, so that others may
 * start. The rows count; what is remembered here only says when a call is worth while.
 */
export class LimitedClaims {
  private lanes: readonly number[] = [];
  private known = new Set<number>();
  private readonly held = new Map<string, ClaimKey>();
  private over: ClaimKey[] = [];
  private wanted = false;
  private wakes = 0;
  private calling = false;
  /** Answers to calls under an earlier id of the worker are not for this one. */
  private epoch = 0;
  private emptyAt = Number.NEGATIVE_INFINITY;
  private sweepFrom: SweepCursor | null = null;
  private pausing = false;
  private readonly retry = new WakeTimer(() => this.goOn());
  private readonly sweep = new WakeTimer(() => this.sweepNow());
  private nextSweep: SweepCursor = [];
  private looksThrough = false;

  constructor(
    private readonly loop: LimitedLoop,
    private readonly aging: AgingShare,
  ) {}

  /** No call is in flight. */
  get isQuiet(): boolean {
    return !this.calling;
  }

  /** Everything that has ended is freed. */
  get isIdle(): boolean {
    return !this.calling && this.over.length === 0;
  }

  /** Whether some of what this worker claims is under a limit. */
  get hasLanes(): boolean {
    return this.lanes.length > 0;
  }

  /** It would use a slot now. */
  get wantsSlots(): boolean {
    return this.wanted && !this.calling && !this.pausing && this.lanes.length > 0;
  }

  /** Changes what is claimed; whatever waits in these lanes is looked through once. */
  claimFrom(lanes: readonly number[]): void {
    this.lanes = lanes;
    this.known = new Set(lanes);
    if (lanes.length === 0) return;
    this.looksThrough = true;
    this.sweepFrom = [];
    this.wake();
  }

  /** Something may be ready, or have room. */
  wake(): void {
    this.wakes += 1;
    if (this.lanes.length === 0) return;
    this.wanted = true;
    this.loop.schedule();
  }

  /** Steps were left to the queue: perhaps to these lanes. */
  released(): void {
    if (this.lanes.length === 0) return;
    const pause = this.emptyAt + EMPTY_MS - performance.now();
    if (pause <= 0) this.wake();
    else this.retry.within(pause);
  }

  /** A step begins in this process. */
  began(step: ClaimedStep): void {
    if (!this.known.has(step.lane)) return;
    const { taskId, stepId, attempt } = step;
    this.held.set(claimName(step), { taskId, stepId, attempt });
  }

  /** Attempts are over and the rows say so, except for those in `unsettled`. */
  ended(claims: readonly ClaimKey[], unsettled: readonly ClaimKey[] = []): void {
    if (this.held.size === 0) return;
    const open = new Set(unsettled.map(claimName));
    for (const claim of claims) {
      const name = claimName(claim);
      const held = this.held.get(name);
      if (held === undefined || open.has(name)) continue;
      this.held.delete(name);
      this.over.push(held);
    }
    if (this.over.length === 0) return;
    // There is room now, for this worker too.
    this.wanted = this.lanes.length > 0;
    this.loop.schedule();
  }

  /** Claims nothing more; what ends is still freed. */
  stop(): void {
    this.wanted = false;
    this.pausing = false;
    this.sweepFrom = null;
    this.lanes = [];
    this.retry.cancel();
    this.sweep.cancel();
  }

  /** Forgets everything: the lease is gone. */
  clear(): void {
    this.stop();
    this.epoch += 1;
    this.held.clear();
    this.over = [];
  }

  /** Sends the next call if there is anything to say or to ask. */
  pump(): void {
    if (this.calling || this.pausing || !this.loop.mayCall()) return;
    const capacity = this.wantsSlots ? this.loop.take() : 0;
    if (capacity > 0 || this.over.length > 0 || this.sweepFrom !== null) void this.call(capacity);
  }

  private async call(capacity: number): Promise<void> {
    const ended = this.over.splice(0, MOST_ENDED);
    const sweep = this.sweepFrom;
    const { wakes, lanes } = this;
    const { epoch } = this;
    this.calling = true;
    // At random: the ends of a key's steps could fall into the same turn again and again.
    const aging = { ...this.aging.take(capacity), draw: Math.floor(Math.random() * LARGEST_DRAW) };
    const answer = await this.loop.send({ capacity, lanes, ended, sweep, aging }).catch((error: unknown) => ({ error }));
    this.calling = false;
    this.loop.release(capacity);
    if (epoch === this.epoch) {
      if ('error' in answer || answer.remain) this.over.unshift(...ended);
      if ('error' in answer) this.failed(answer.error);
      else {
        this.learn(answer, { capacity, outdated: wakes !== this.wakes, swept: sweep !== null });
        this.loop.begin(answer.claimed);
      }
    }
    this.loop.schedule();
  }

  private failed(error: unknown): void {
    this.again();
    this.loop.failed(error);
  }

  private learn(report: LimitedReport, call: { capacity: number; outdated: boolean; swept: boolean }): void {
    if (call.capacity > 0) this.learnClaim(report, call);
    else if (report.letGo > 0) this.wanted = this.lanes.length > 0;
    if (report.contended || report.remain) this.again();
    if (call.swept) this.learnSweep(report.cursor);
    if (this.lanes.length === 0) return;
    // A timer may fire up to a millisecond early; the database's clock decides.
    for (const due of [report.nextTokenInMs, report.dueInMs]) if (due !== null) this.retry.within(due + 1);
    if (report.full || report.waiting) this.sweep.within(SWEEP_MS * (0.75 + Math.random() / 2));
  }

  private learnClaim({ claimed, more, contended }: LimitedReport, { capacity, outdated }: { capacity: number; outdated: boolean }): void {
    const found = claimed.length;
    this.wanted = this.lanes.length > 0 && (outdated || found === capacity || (more && (found > 0 || !contended)));
    if (found === 0) this.emptyAt = performance.now();
  }

  /** The first look goes through all keys at once, later ones go on from time to time. */
  private learnSweep(cursor: SweepCursor | null): void {
    this.nextSweep = cursor ?? [];
    this.looksThrough &&= cursor !== null;
    this.sweepFrom = this.looksThrough ? cursor : null;
  }

  private goOn(): void {
    this.pausing = false;
    this.wake();
    // After a stop nothing is claimed, but what has ended is still to be freed.
    this.loop.schedule();
  }

  private sweepNow(): void {
    this.sweepFrom = this.nextSweep;
    this.wake();
  }

  /** Not at once: whoever holds what this call needed is given time. */
  private again(): void {
    this.pausing = true;
    this.retry.within(CONTENDED_MS * (1 + Math.random()));
  }
}
