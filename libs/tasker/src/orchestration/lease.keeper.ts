import { Injectable, Logger } from '@nestjs/common';
import { describeFailure } from '../database/database.failure.js';
import { EngineDatabase } from '../database/engine.database.js';
import { TaskerFunctions } from '../database/tasker.functions.js';
import { WorkerFunctions, type HeartbeatReport } from '../database/worker.functions.js';
import { AttemptLog } from './attempt.log.js';
import { DefinitionIndex } from './definition.index.js';
import { EngineSettings } from './engine.settings.js';
import { HistoryNews } from './news/history.news.js';
import { PressureWatch } from './pressure.watch.js';
import { RestWatch } from './rest.watch.js';
import { StepRunner } from './step.runner.js';
import { TaskWorker } from './task.worker.js';
import { WakeTimer } from './wake.timer.js';

/** How long a hung worker's step may be beyond its time limit before others take it back. */
const GRACE_SECONDS = 1;
/** Pause before a dead worker's tasks that somebody holds are tried again. */
const HELD_MS = 500;
/** Beats of many workers must not fall together. */
const BEAT_JITTER = 0.1;
/** Spreads the reapers of many workers over this time. */
const REAP_SPREAD_MS = 200;

/** What a heartbeat found that the owner of the worker must act on. */
export interface LeaseEvents {
  leaseLost(): void;
  coverageChanged(): void;
}

/** Keeps this worker's lease alive, takes back the steps of workers whose lease ran out, and feeds the concurrency governor. */
@Injectable()
export class LeaseKeeper {
  private readonly logger = new Logger('TaskerLease');
  /** Whether beats also look through the queue: then nobody else needs to. */
  looks = false;
  private readonly pressure = new PressureWatch({
    measured: (loopDelayMs) => this.measured(loopDelayMs),
    isResting: () => this.runner.running.size === 0 && this.worker.governor.isAtMost,
  });
  private readonly beatTimer = new WakeTimer(() => void this.beat());
  private readonly reapTimer = new WakeTimer(() => void this.reap());
  private events: LeaseEvents | undefined;
  private namedTaskIds: readonly number[] = [];
  private coverage = 0;
  private beating = false;

  constructor(
    private readonly database: EngineDatabase,
    private readonly workers: WorkerFunctions,
    private readonly functions: TaskerFunctions,
    private readonly worker: TaskWorker,
    private readonly runner: StepRunner,
    private readonly watch: RestWatch,
    private readonly definitions: DefinitionIndex,
    private readonly log: AttemptLog,
    private readonly news: HistoryNews,
    private readonly settings: EngineSettings,
  ) {}

  start(known: { namedTaskIds: readonly number[]; coverage: number }, events: LeaseEvents): void {
    this.events = events;
    this.covers(known);
    this.worker.onBegun = () => this.pressure.begun();
    void this.beat();
  }

  covers(known: { namedTaskIds: readonly number[]; coverage: number }): void {
    this.namedTaskIds = known.namedTaskIds;
    this.coverage = known.coverage;
  }

  stop(): void {
    this.events = undefined;
    this.beatTimer.cancel();
    this.reapTimer.cancel();
    this.worker.onBegun = () => undefined;
    this.pressure.stop();
  }

  /** Asks now whether running attempts were stopped; does nothing while none runs, or while it is being asked. */
  look(): void {
    if (!this.beating && this.runner.running.size > 0) this.beatTimer.within(0);
  }

  private async beat(): Promise<void> {
    const { events } = this;
    if (events === undefined) return;
    this.beating = true;
    const leaseMs = this.settings.worker!.leaseMs;
    const { workerId, lookedThrough } = this.worker;
    try {
      const report = await this.workers.heartbeat({
        workerId,
        timeoutInMs: this.runner.running.earliestLimitIn(performance.now()),
        running: this.runner.running.claims(),
        namedTaskIds: this.namedTaskIds,
        lanes: this.looks ? lookedThrough : null,
        limitMs: leaseMs / 3,
      });
      if (this.events !== events || workerId !== this.worker.workerId) return;
      this.heard(report, events);
      if (this.looks) this.worker.looked(lookedThrough === null ? 0 : report.dueInMs);
      this.beatTimer.within((leaseMs / 3) * (1 - BEAT_JITTER * Math.random()));
    } catch (error) {
      this.logger.warn(`heartbeat failed: ${describeFailure(error)}`);
      this.beatTimer.within(Math.min(leaseMs / 10, 1_000));
    } finally {
      this.beating = false;
    }
  }

  private heard(report: HeartbeatReport, events: LeaseEvents): void {
    if (!report.alive) return events.leaseLost();
    for (const claim of report.gone) this.runner.abandonStep(claim, 'the claim is gone: the step was stopped or taken back');
    this.worker.notice.peersAlive = report.others > 0;
    if (report.coverage !== this.coverage) events.coverageChanged();
    if (report.expiryInMs !== null) this.reapTimer.within(report.expiryInMs + 20 + Math.random() * REAP_SPREAD_MS);
  }

  private async reap(): Promise<void> {
    if (this.events === undefined) return;
    try {
      const report = await this.functions.reapWorker(
        this.worker.workerId,
        {
          default: this.settings.backoff,
          lanes: this.definitions.laneBackoff(),
          poison: this.settings.staleness?.limits ?? null,
          tell: this.news.isWanted,
        },
        GRACE_SECONDS,
      );
      if (report === null) return;
      if (report.lost || report.steps > 0) {
        const what = report.lost ? 'is dead' : 'hangs';
        this.logger.warn(`worker ${report.workerId} ${what}: ${report.steps} steps taken back`);
      }
      void this.log.lost(report.attempts);
      this.news.reaped(report);
      this.watch.rested(report.rested);
      this.worker.wake();
      this.reapTimer.within(report.done || report.steps > 0 ? 0 : HELD_MS);
    } catch (error) {
      this.logger.warn(`reaping failed: ${describeFailure(error)}`);
    }
  }

  private measured(loopDelayMs: number): void {
    this.worker.governor.observe({ poolWaitMs: this.database.takeLongestWait(), loopDelayMs });
    this.worker.capacityChanged();
  }
}
