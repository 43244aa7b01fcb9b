import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClaimedStep } from '../database/claimed.step.js';
import { describeFailure, failureKind } from '../database/database.failure.js';
import { LimitFunctions } from '../database/limit.functions.js';
import { TaskerFunctions, type AdvanceReport } from '../database/tasker.functions.js';
import type { WorkerLanes } from '../database/worker.functions.js';
import { EngineInstruments } from '../events/engine.instruments.js';
import { AgingShare } from './aging.share.js';
import { CallHalt } from './call.halt.js';
import { ClaimPlanner } from './claim.planner.js';
import { ClaimRecovery } from './claim.recovery.js';
import { eventsJson } from './committed.events.js';
import { claimShare } from './claim.share.js';
import { ConcurrencyGovernor } from './concurrency.governor.js';
import { EngineSettings } from './engine.settings.js';
import { FailedCalls } from './failed.calls.js';
import { IdleWatch } from './idle.watch.js';
import { CallNews } from './news/call.news.js';
import { LimitedClaims, type LimitedLoop } from './limited.claims.js';
import { LoopTurn } from './loop.turn.js';
import type { OutcomeBatch } from './outcome.buffer.js';
import { PeerNotice } from './peer.notice.js';
import { SlotTurns } from './slot.turns.js';
import { StepRunner } from './step.runner.js';
import { WakeTimer } from './wake.timer.js';
import { WorkerDrain } from './worker.drain.js';
import type { ClaimOffer, SentCall, WorkerEvents } from './worker.contract.js';

/** Two: PostgreSQL works on one call while this process works on the answer of the other. */
const CALLS_IN_FLIGHT = 2;
/** Pause between two tries at tasks that somebody holds. */
const HELD_MS = 250;

/**
 * The loop of a worker: sends outcomes, receives steps, runs them. Up to two calls are in flight; outcomes that arrive meanwhile
 * travel together in the next one. Everything that it knows is a copy: the rows decide.
 */
@Injectable()
export class TaskWorker {
  private readonly logger = new Logger('TaskerWorker');
  readonly governor: ConcurrencyGovernor;
  readonly notice = new PeerNotice(() => this.notifyPeers());
  /** Called when claimed steps begin to run here. */
  onBegun: () => void = () => undefined;
  private readonly planner: ClaimPlanner;
  private readonly limited: LimitedClaims;
  private readonly turns = new SlotTurns();
  private readonly turn = new LoopTurn(() => this.pump());
  private readonly failures: FailedCalls;
  private readonly idle = new IdleWatch(() => this.isIdle());
  private readonly halt = new CallHalt({
    isQuiet: () => this.calls === 0 && !this.offered && this.limited.isQuiet,
    reconcile: async (isCurrent) => this.begin(await this.recovery.reconcile(this.id, isCurrent)),
    resume: () => (this.isRunning ? this.wake() : this.schedule()),
  });
  private readonly heldRetry = new WakeTimer(() => this.retryHeld());
  private id = uuidv7();
  private lanes: readonly number[] = [];
  private events: WorkerEvents | undefined;
  private state: 'stopped' | 'running' | 'draining' = 'stopped';
  private calls = 0;
  private offered = false;
  /** The drain time is over: what is claimed goes back unused. */
  private handsBack = false;
  private reserved = 0;

  constructor(
    private readonly functions: TaskerFunctions,
    private readonly runner: StepRunner,
    private readonly recovery: ClaimRecovery,
    private readonly news: CallNews,
    private readonly limits: LimitFunctions,
    private readonly instruments: EngineInstruments,
    settings: EngineSettings,
  ) {
    this.governor = new ConcurrencyGovernor(settings.worker?.minConcurrency ?? 0, settings.worker?.maxConcurrency ?? 0);
    this.failures = new FailedCalls(runner.outcomes, this.halt, () => this.events?.leaseLost());
    this.planner = new ClaimPlanner((due) => {
      // Where this worker has no room for what is due others are told: they may not know of it.
      if (due && this.free() < 1) this.notice.left(false);
      this.wake();
    }, new AgingShare(settings.priorityMaxWaitMs));
    this.limited = new LimitedClaims(this.limitedLoop(), new AgingShare(settings.priorityMaxWaitMs));
    runner.onStart = (attempt) => this.news.begins(attempt);
    runner.onEnd = (claim, reported) => {
      if (!reported) this.limited.ended([claim]);
      this.schedule();
    };
  }

  get workerId(): string {
    return this.id;
  }

  /** Whether it claims: not before it has begun, while it drains, and after its lease was lost. */
  get isRunning(): boolean {
    return this.state === 'running';
  }

  /** Begins to claim under the id, which must be registered. */
  start(workerId: string, lanes: WorkerLanes, events: WorkerEvents): void {
    this.id = workerId;
    this.events = events;
    this.state = 'running';
    this.instruments.worker = () => ({ running: this.runner.running.size, capacity: this.isRunning ? this.governor.limit : 0 });
    this.handsBack = false;
    this.halt.clear();
    this.claimFrom(lanes);
  }

  /** Changes what is claimed from now on. */
  claimFrom({ free, limited }: WorkerLanes): void {
    this.lanes = free;
    if (this.isRunning) this.limited.claimFrom(limited);
    this.wake();
  }

  /** Something may be ready: looks at the whole queue. */
  wake(): void {
    this.planner.heard();
    this.limited.wake();
    this.schedule();
  }

  /** Lanes that a look from outside of this loop goes through; null: such a look says too little, this worker must look by itself. */
  get lookedThrough(): readonly number[] | null {
    return this.limited.hasLanes || this.planner.hasBacklog ? null : this.lanes;
  }

  /** A look found that something is due in so many milliseconds, 0 or less: it is. Null: nothing is. */
  looked(dueInMs: number | null): void {
    if (this.isRunning && this.planner.looked(dueInMs)) this.schedule();
  }

  /** The governor may allow more steps than before. */
  capacityChanged(): void {
    if (this.planner.isWanted || this.limited.wantsSlots) this.schedule();
  }

  /**
   * Slots for the roots of tasks that are about to be created, or null when this worker is busy, has offered some already or may not
   * claim. Call `settle` with what was claimed, or with the error.
   */
  offer(): ClaimOffer | null {
    if (this.state !== 'running' || this.halt.isSet || this.planner.hasBacklog || this.offered) return null;
    const capacity = Math.floor(this.free() / 2);
    if (capacity < 1) return null;
    this.reserved += capacity;
    this.offered = true;
    return { workerId: this.id, capacity, lanes: this.lanes };
  }

  /** Ends an offer. */
  settle(offer: ClaimOffer, answer: readonly ClaimedStep[] | Error): void {
    this.reserved -= offer.capacity;
    this.offered = false;
    if (offer.workerId === this.id) {
      if (!(answer instanceof Error)) this.turn.outside(() => this.begin(answer));
      else if (failureKind(answer) === 'unknown') this.halt.recover();
    }
    this.schedule();
  }

  /** Forgets everything: the lease is gone. The caller starts the worker again under a new id. */
  abandonAll(reason: string): void {
    this.state = 'stopped';
    this.halt.clear();
    this.planner.stop();
    this.limited.clear();
    const dropped = this.runner.abandonAll(reason);
    if (dropped > 0) this.logger.warn(`step.claim_lost: ${dropped} outcomes dropped: ${reason}`);
    this.idle.check();
  }

  /**
   * Claims nothing more; resolves when every running step has reported, or after `limitMs`, when the rest is handed back. False when the
   * rows may still say that this worker holds a step.
   */
  async drain(limitMs: number): Promise<boolean> {
    if (this.state === 'stopped') return true;
    this.state = 'draining';
    this.planner.stop();
    this.limited.stop();
    this.schedule();
    const late = () => (this.handsBack = true);
    const clean = await new WorkerDrain(this.idle, this.runner).within(limitMs, { late, send: () => this.schedule() });
    this.state = 'stopped';
    this.halt.clear();
    this.limited.clear();
    this.heldRetry.cancel();
    this.notice.stop();
    return clean;
  }

  private isIdle(): boolean {
    return this.runner.running.size === 0 && this.runner.outcomes.size === 0 && this.calls === 0 && !this.offered && this.limited.isIdle;
  }

  private free(): number {
    return this.state === 'running' ? Math.max(0, this.governor.limit - this.runner.running.size - this.reserved) : 0;
  }

  /** Once per turn of the event loop: outcomes of the same turn travel together. */
  private schedule(): void {
    this.turn.ask();
  }

  private pump(): void {
    this.limited.pump();
    while (this.state !== 'stopped' && !this.halt.isSet && this.calls < CALLS_IN_FLIGHT) {
      const free = this.turns.share('queue', this.free(), this.limited.wantsSlots);
      const { running, outcomes } = this.runner;
      if (outcomes.sendable === 0 && !(this.planner.isWanted && free > 0)) break;
      const batch = outcomes.take(this.calls === 0);
      const busy = running.size + outcomes.size;
      const capacity = claimShare({ free, limit: this.governor.limit, calls: this.calls, outcomes: batch.outcomes.length, busy });
      if (capacity > 0) this.turns.took('queue');
      void this.call(batch, capacity);
    }
    this.idle.check();
  }

  private async call(batch: OutcomeBatch, capacity: number): Promise<void> {
    const workerId = this.id;
    const plan = this.planner.plan(capacity);
    this.calls += 1;
    this.reserved += capacity;
    // The last heartbeat may not have known of the worker that takes over what this one hands back when it ends.
    const notify = this.state === 'draining' || this.notice.isDue;
    const asked = performance.now();
    const told = { events: eventsJson(batch.outcomes), facts: this.news.wantsFacts };
    const answer = await this.functions
      .advance({ workerId, ...batch, ...plan, ...told, capacity, lanes: this.lanes, notify })
      .catch((error: unknown) => ({ error }));
    this.reserved -= capacity;
    this.calls -= 1;
    this.planner.answered(plan);
    if (workerId === this.id) {
      if ('error' in answer) this.failures.handle(answer.error, batch.outcomes);
      else this.learn(answer, { outcomes: batch.outcomes, plan, capacity, notify, ms: performance.now() - asked });
    }
    this.schedule();
  }

  private learn(report: AdvanceReport, call: SentCall): void {
    this.planner.learn(report, call.plan, call.capacity);
    if (report.leftOver) {
      this.notice.left(call.notify);
      this.limited.released();
    }
    this.limited.ended(call.outcomes, report.held);
    this.runner.outcomes.hold(call.outcomes, report.held);
    if (report.held.length > 0) this.heldRetry.within(HELD_MS);
    this.news.told(call.outcomes, report, call.ms);
    this.begin(report.claimed);
    this.news.logged(call.outcomes, report);
  }

  /** What limited claims may do with this loop. */
  private limitedLoop(): LimitedLoop {
    return {
      mayCall: () => this.state !== 'stopped' && !this.halt.isSet,
      take: () => {
        const shared = this.planner.isWanted && this.calls < CALLS_IN_FLIGHT;
        const capacity = shared ? this.turns.share('limited', this.free(), shared) : Math.ceil(this.free() / 2);
        if (capacity > 0) this.turns.took('limited');
        this.reserved += capacity;
        return capacity;
      },
      release: (capacity) => (this.reserved -= capacity),
      send: async (call) => {
        const notify = this.state === 'draining' || this.notice.isDue;
        const asked = performance.now();
        const report = await this.limits.claim({ ...call, workerId: this.id, notify, facts: this.news.wantsFacts });
        if (report.letGo > 0) this.notice.left(notify);
        this.news.claims(report, performance.now() - asked);
        return report;
      },
      begin: (claimed) => this.begin(claimed),
      failed: (error) => this.failures.handle(error, []),
      schedule: () => this.schedule(),
    };
  }

  private notifyPeers(): void {
    // They look by themselves at their next poll: a notice that fails is not worth more than a line.
    this.functions.notifyWork().catch((error: unknown) => this.logger.debug(`notice failed: ${describeFailure(error)}`));
  }

  private begin(claimed: readonly ClaimedStep[]): void {
    if (claimed.length > 0) this.onBegun();
    for (const step of claimed) {
      this.limited.began(step);
      // What a call brings that was under way when the drain began is finished like the rest, while there is time.
      if (this.state === 'stopped' || this.handsBack) this.runner.giveBack(step);
      else if (!this.runner.begin(step)) this.events?.coverageChanged();
    }
  }

  private retryHeld(): void {
    this.runner.outcomes.releaseHeld();
    this.schedule();
  }
}
