import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClaimedStep } from '../database/claimed.step.js';
import { describeFailure, failureKind } from '../database/database.failure.js';
import type { Outcome } from '../database/outcome.js';
import { TaskerFunctions, type AdvanceCall, type AdvanceReport, type ClaimScope } from '../database/tasker.functions.js';
import { ConcurrencyGovernor } from './concurrency.governor.js';
import { DefinitionIndex } from './definition.index.js';
import { EngineSettings } from './engine.settings.js';
import { refusedByServer } from './failure.outcome.js';
import { OutcomeBuffer, type OutcomeBatch } from './outcome.buffer.js';
import { QueueMarks } from './queue.marks.js';
import { RestWatch } from './rest.watch.js';
import { claimName, RunningSteps } from './running.steps.js';
import { StepExecutor } from './step.executor.js';
import { WakeTimer } from './wake.timer.js';

/** Two: PostgreSQL works on one call while this process works on the answer of the other. */
const CALLS_IN_FLIGHT = 2;
/** Pause after a rolled-back call, and between two tries at tasks that somebody holds. */
const RETRY_MS = 250;
/** A step that this process has no code for is handed back for this long. */
const UNKNOWN_STEP_DELAY_SECONDS = 1;
const RECOVERY_MS = { first: 100, most: 5_000 };

/** What others do for the worker loop. */
export interface WorkerEvents {
  /** The rows say that this worker is dead: it must begin anew under another id. */
  leaseLost(): void;
  /** A claimed step has no handler here: what this worker may claim has changed. */
  coverageChanged(): void;
}

/**
 * The loop of a worker: sends outcomes, receives steps, runs them. Up to two calls are in flight; outcomes that arrive meanwhile
 * travel together in the next one. Everything that it knows is a copy: the rows decide.
 */
@Injectable()
export class TaskWorker {
  private readonly logger = new Logger('TaskerWorker');
  readonly running = new RunningSteps();
  readonly governor: ConcurrencyGovernor;
  private readonly outcomes = new OutcomeBuffer();
  private readonly marks = new QueueMarks();
  private readonly due = new WakeTimer(() => this.wake());
  private readonly heldRetry = new WakeTimer(() => this.retryHeld());
  private id = uuidv7();
  private scope: ClaimScope = { lanes: [], foreignSteps: [] };
  private events: WorkerEvents | undefined;
  private state: 'stopped' | 'running' | 'recovering' | 'draining' = 'stopped';
  private calls = 0;
  private reserved = 0;
  private wakes = 0;
  private wanted = false;
  private backlog = false;
  private scheduled = false;
  private idleWaiters: (() => void)[] = [];
  /** Other live workers may want what this one leaves: told by the heartbeat. */
  othersAlive = true;

  constructor(
    private readonly functions: TaskerFunctions,
    private readonly definitions: DefinitionIndex,
    private readonly executor: StepExecutor,
    private readonly watch: RestWatch,
    settings: EngineSettings,
  ) {
    this.governor = new ConcurrencyGovernor(settings.worker?.minConcurrency ?? 0, settings.worker?.maxConcurrency ?? 0);
  }

  get workerId(): string {
    return this.id;
  }

  /** Begins to claim under the id, which must be registered. */
  start(workerId: string, scope: ClaimScope, events: WorkerEvents): void {
    this.id = workerId;
    this.scope = scope;
    this.events = events;
    this.state = 'running';
    this.wake();
  }

  /** Changes what is claimed from now on. */
  rescope(scope: ClaimScope): void {
    this.scope = scope;
    this.wake();
  }

  /** Something may be ready: looks at the whole queue. */
  wake(): void {
    this.wakes += 1;
    this.wanted = true;
    this.marks.expire();
    this.schedule();
  }

  /**
   * Slots for the roots of tasks that are about to be created, or null when this worker is busy or may not claim. Call `settle` with
   * what was claimed, or with the error.
   */
  offer(): { workerId: string; capacity: number; lanes: readonly number[] } | null {
    if (this.state !== 'running' || this.backlog || this.scope.foreignSteps.length > 0) return null;
    const capacity = Math.floor(this.free() / 2);
    if (capacity < 1) return null;
    this.reserved += capacity;
    this.calls += 1;
    return { workerId: this.id, capacity, lanes: this.scope.lanes };
  }

  /** Ends an offer. */
  settle(offer: { capacity: number; workerId: string }, answer: readonly ClaimedStep[] | Error): void {
    this.reserved -= offer.capacity;
    this.calls -= 1;
    if (!(answer instanceof Error)) this.begin(answer, offer.workerId);
    else if (failureKind(answer) === 'unknown') this.recover();
    this.schedule();
  }

  /** The governor may allow more steps than before. */
  capacityChanged(): void {
    if (this.wanted) this.schedule();
  }

  /** Stops the attempts of a task; their outcomes would be refused. */
  abandonTask(taskId: string, reason: string): void {
    for (const step of this.running.ofTask(taskId)) step.abandon(reason);
  }

  /** Forgets everything: the lease is gone. The caller starts the worker again under a new id. */
  abandonAll(reason: string): void {
    this.state = 'stopped';
    for (const step of this.running.all()) step.abandon(reason);
    const dropped = this.outcomes.keep(() => false);
    if (dropped > 0) this.logger.warn(`${dropped} outcomes dropped: ${reason}`);
  }

  /** Claims nothing more; resolves when every running step has reported, or after `limitMs`, when the rest is handed back. */
  async drain(limitMs: number): Promise<void> {
    if (this.state === 'stopped') return;
    this.state = this.state === 'recovering' ? 'recovering' : 'draining';
    this.draining = true;
    this.due.cancel();
    if (!(await this.becomesIdle(limitMs))) this.handBackRunning();
    if (!(await this.becomesIdle(Math.max(limitMs, 5_000)))) this.logger.error(`${this.outcomes.size} outcomes could not be sent`);
    this.state = 'stopped';
    this.heldRetry.cancel();
  }
  private draining = false;

  private handBackRunning(): void {
    const running = this.running.all();
    if (running.length > 0) this.logger.warn(`${running.length} running steps handed back: the drain time is over`);
    for (const step of running) {
      const { taskId, stepId, attempt } = step.claimed;
      step.abandon('the process shuts down');
      this.running.remove(step.claimed);
      this.outcomes.push({ taskId, stepId, attempt, kind: 'returned', delaySeconds: 0 });
    }
    this.schedule();
  }

  private becomesIdle(limitMs: number): Promise<boolean> {
    if (this.isIdle()) return Promise.resolve(true);
    this.schedule();
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(this.isIdle()), limitMs);
      this.idleWaiters.push(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }

  private isIdle(): boolean {
    return this.running.size === 0 && this.outcomes.size === 0 && this.calls === 0;
  }

  private free(): number {
    return Math.max(0, this.governor.limit - this.running.size - this.reserved);
  }

  /** Once per turn of the event loop: outcomes of the same turn travel together. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.pump();
    });
  }

  private pump(): void {
    while ((this.state === 'running' || this.state === 'draining') && this.calls < CALLS_IN_FLIGHT) {
      const free = this.draining ? 0 : this.free();
      const capacity = this.calls === 0 ? Math.ceil(free / 2) : free;
      if (this.outcomes.sendable === 0 && !(this.wanted && capacity > 0)) break;
      void this.call(this.outcomes.take(), capacity);
    }
    if (this.isIdle()) this.idleWaiters.splice(0).forEach((resolve) => resolve());
  }

  private async call(batch: OutcomeBatch, capacity: number): Promise<void> {
    const workerId = this.id;
    const wakes = this.wakes;
    this.calls += 1;
    this.reserved += capacity;
    const call = this.callFor(batch, capacity);
    try {
      const report = await this.functions.advance(call);
      this.reserved -= capacity;
      this.calls -= 1;
      if (workerId === this.id) this.learn(report, call, wakes);
    } catch (error) {
      this.reserved -= capacity;
      this.calls -= 1;
      if (workerId === this.id) this.failed(error, batch.outcomes);
    }
    this.schedule();
  }

  private callFor({ outcomes, wait }: OutcomeBatch, capacity: number): AdvanceCall {
    return {
      workerId: this.id,
      outcomes,
      wait,
      capacity,
      reserve: this.backlog ? Math.ceil(capacity / 4) : 0,
      scope: this.scope,
      units: this.marks.next(performance.now()),
      notify: this.othersAlive,
    };
  }

  private learn(report: AdvanceReport, call: AdvanceCall, wakes: number): void {
    if (call.capacity > 0) {
      const full = report.claimed.length >= call.capacity;
      this.marks.learn(report, performance.now());
      this.backlog = full;
      this.wanted = full || wakes !== this.wakes || report.released > 0;
      if (!full && call.units !== null) this.due.within(this.marks.scanDueIn(performance.now()));
      if (report.dueInMs !== null) this.due.within(report.dueInMs + 1);
    } else {
      this.wanted ||= report.released > 0;
    }
    for (const { taskId, stepId, attempt, state, readyInSeconds } of report.settled) {
      if (state === 'rejected') {
        this.logger.warn(
          `step.claim_lost: the outcome of attempt ${attempt} of step ${stepId} of task ${taskId} came too late and was refused`,
        );
      } else if (readyInSeconds !== null) this.due.within(readyInSeconds * 1000 + 1);
    }
    if (report.held.length > 0) {
      this.outcomes.hold(call.outcomes, report.held);
      this.heldRetry.within(RETRY_MS);
    }
    this.watch.rested(report.rested);
    this.begin(report.claimed, call.workerId);
  }

  private begin(claimed: readonly ClaimedStep[], workerId: string): void {
    if (workerId !== this.id) return;
    for (const step of claimed) {
      const indexed = this.definitions.byNamedTask(step.namedTaskId);
      const stepName = indexed?.stepNames.get(step.namedStepId);
      if (indexed === undefined || stepName === undefined || this.draining)
        this.giveBack(step, indexed === undefined || stepName === undefined);
      else this.run(this.executor.start(step, indexed, stepName));
    }
  }

  private run(step: ReturnType<StepExecutor['start']>): void {
    this.running.add(step);
    void step.outcome.then((outcome) => {
      if (this.running.remove(step.claimed) && outcome !== null) this.outcomes.push(outcome);
      this.schedule();
    });
  }

  private giveBack({ taskId, stepId, attempt }: ClaimedStep, unknown: boolean): void {
    this.outcomes.push({ taskId, stepId, attempt, kind: 'returned', delaySeconds: unknown ? UNKNOWN_STEP_DELAY_SECONDS : 0 });
    if (unknown) this.events?.coverageChanged();
  }

  private failed(error: unknown, outcomes: readonly Outcome[]): void {
    const kind = failureKind(error);
    switch (kind) {
      case 'lease_lost':
        this.events?.leaseLost();
        return;
      case 'locked':
        return this.outcomes.putBack(outcomes, { cautious: true });
      case 'data':
        return this.refused(error, outcomes);
      case 'retry':
        this.logger.warn(`call rolled back, trying again: ${describeFailure(error)}`);
        this.outcomes.putBack(outcomes);
        return this.pauseFor(RETRY_MS);
      case 'unknown':
        this.logger.warn(`no answer from the database: ${describeFailure(error)}`);
        this.outcomes.putBack(outcomes);
        return this.recover();
    }
  }

  private refused(error: unknown, outcomes: readonly Outcome[]): void {
    if (outcomes.length > 1) return this.outcomes.putBack(outcomes, { oneByOne: true });
    for (const outcome of outcomes) this.outcomes.push(refusedByServer(outcome, describeFailure(error)));
    if (outcomes.length === 0) this.pauseFor(RETRY_MS);
  }

  private pauseFor(milliseconds: number): void {
    this.state = 'recovering';
    setTimeout(() => this.resume(), milliseconds).unref();
  }

  private resume(): void {
    if (this.state !== 'recovering') return;
    this.state = this.draining ? 'draining' : 'running';
    this.wake();
  }

  /** After a call without an answer: nothing is sent until the rows have said what this worker holds. */
  private recover(): void {
    if (this.state === 'stopped' || this.state === 'recovering') return;
    this.state = 'recovering';
    void this.reconcile(RECOVERY_MS.first);
  }

  private async reconcile(waitMs: number): Promise<void> {
    if (this.state !== 'recovering') return;
    const again = () => void setTimeout(() => void this.reconcile(Math.min(waitMs * 2, RECOVERY_MS.most)), waitMs).unref();
    if (this.calls > 0) return again();
    const workerId = this.id;
    try {
      const held = await this.functions.recoverClaims(workerId);
      if (workerId !== this.id || this.state !== 'recovering') return;
      const ours = new Set(held.map(claimName));
      this.outcomes.keep((claim) => ours.has(claimName(claim)));
      for (const step of this.running.all()) if (!ours.has(claimName(step.claimed))) step.abandon('the claim is gone');
      const sent = new Set<string>();
      this.outcomes.keep((claim) => sent.add(claimName(claim)).size > 0);
      this.begin(
        held.filter((step) => !this.running.has(step) && !sent.has(claimName(step))),
        workerId,
      );
      this.resume();
    } catch {
      again();
    }
  }

  private retryHeld(): void {
    this.outcomes.releaseHeld();
    this.schedule();
  }
}
