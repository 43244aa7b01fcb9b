import { hostname } from 'node:os';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { describeFailure } from '../database/database.failure.js';
import { EngineDatabase } from '../database/engine.database.js';
import { WakeListener } from '../database/wake.listener.js';
import { WorkerFunctions, type WorkerLanes } from '../database/worker.functions.js';
import { EngineInstruments } from '../events/engine.instruments.js';
import { AnnotationRunner } from './annotation.runner.js';
import { DeadlineKeeper } from './deadline.keeper.js';
import { DurableDelivery } from './delivery/durable.delivery.js';
import { DefinitionIndex } from './definition.index.js';
import { EngineSettings, type WorkerSettings } from './engine.settings.js';
import { LeaseKeeper } from './lease.keeper.js';
import { PACKAGE_VERSION } from './package.version.js';
import { SharedLimits } from './shared.limits.js';
import { AdmissionGate } from './step.admission.js';
import { StepRunner } from './step.runner.js';
import { TaskWorker } from './task.worker.js';
import { within } from './time.limit.js';

/** One for each call that the worker loop has in flight. */
const PREPARED_SESSIONS = 2;
const RESTART_MS = 1_000;
/** Longest wait of a shutdown for the word that it drains. */
const ANNOUNCE_LIMIT_MS = 1_000;
/** Time between two looks at the queue: where notifications say that something is there, and where nobody says it. */
const POLL_MS = { told: 5_000, untold: 1_000 };
/** Polls of many workers must not fall together. */
const POLL_JITTER = 0.2;

/** Begins work when the application is ready and ends it before anything that handlers need is taken down. */
@Injectable()
export class WorkerHost implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('TaskerWorker');
  private poll: NodeJS.Timeout | undefined;
  private stopping = false;
  private refreshing = false;
  private refreshAsked = false;
  private restarting = false;
  private prepared: Promise<void> | undefined;

  constructor(
    private readonly database: EngineDatabase,
    private readonly workers: WorkerFunctions,
    private readonly definitions: DefinitionIndex,
    private readonly listener: WakeListener,
    private readonly worker: TaskWorker,
    private readonly runner: StepRunner,
    private readonly lease: LeaseKeeper,
    private readonly deadlines: DeadlineKeeper,
    private readonly annotations: AnnotationRunner,
    private readonly limits: SharedLimits,
    private readonly gate: AdmissionGate,
    private readonly delivery: DurableDelivery,
    private readonly instruments: EngineInstruments,
    private readonly settings: EngineSettings,
  ) {}

  /** Beside whatever else of the application starts. */
  onModuleInit(): void {
    if (this.settings.worker !== null) this.prepared = this.database.prepareSessions(PREPARED_SESSIONS);
  }

  async onApplicationBootstrap(): Promise<void> {
    this.gate.open();
    // Until then they are busy, and what follows would open others.
    await this.prepared;
    await this.definitions.open();
    await this.limits.declare();
    await this.delivery.start();
    const settings = this.settings.worker;
    if (settings === null) return;
    await this.begin(settings);
    if (this.stopping) return;
    // Not before: what a start that fails has opened goes by itself.
    this.database.keepSessions(PREPARED_SESSIONS);
    this.definitions.onChanged = () => void this.refresh(settings);
    this.listener.start({
      work: () => this.worker.wake(),
      stopped: (taskId, attempt) => {
        if (attempt === undefined) this.runner.abandonTask(taskId, 'the task was stopped');
        else this.runner.abandonStep(attempt, 'the step was stopped');
      },
    });
    const pollMs = settings.pollMs ?? (this.database.sessions.shared ? POLL_MS.untold : POLL_MS.told);
    this.lease.looks = !this.database.sessions.shared && settings.leaseMs / 3 <= pollMs * (1 + POLL_JITTER);
    if (!this.lease.looks) this.schedulePoll(pollMs);
    this.deadlines.start(pollMs);
    this.annotations.start(pollMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    const settings = this.settings.worker;
    if (settings === null || this.stopping) return;
    this.stopping = true;
    clearTimeout(this.poll);
    this.deadlines.stop();
    const announced = this.announceDrain(Math.min(settings.drainMs, ANNOUNCE_LIMIT_MS));
    const [clean] = await Promise.all([this.worker.drain(settings.drainMs), this.listener.stop(), announced]);
    await this.annotations.stop(settings.drainMs);
    this.lease.stop();
    // A goodbye gives its steps away at once; one that could not send its outcomes keeps the rest of its lease.
    if (!clean) return;
    await this.workers.stopWorker(this.worker.workerId).catch((error: unknown) => {
      this.logger.warn(`goodbye failed, the lease will run out: ${describeFailure(error)}`);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }

  /** For whoever looks at the workers: nothing depends on it. */
  private async announceDrain(limitMs: number): Promise<void> {
    const { workerId } = this.worker;
    const late = () => new Error(`no answer within ${limitMs} ms`);
    await within(this.workers.drainWorker(workerId), limitMs, late).catch((error: unknown) => {
      this.logger.debug(`cannot say that worker ${workerId} drains: ${describeFailure(error)}`);
    });
  }

  /** Announces a new worker and lets it claim. */
  private async begin(settings: WorkerSettings): Promise<void> {
    const workerId = uuidv7();
    const { lanes, known } = await this.readCoverage(settings);
    await this.workers.registerWorker({
      workerId,
      leaseMs: settings.leaseMs,
      pid: process.pid,
      concurrency: settings.maxConcurrency,
      host: hostname(),
      version: PACKAGE_VERSION,
      queues: settings.queues,
      definitions: this.hashes(),
      lanes: all(lanes),
    });
    if (this.stopping) return this.workers.stopWorker(workerId);
    const events = { leaseLost: () => this.leaseLost(settings), coverageChanged: () => void this.refresh(settings) };
    this.worker.start(workerId, lanes, events);
    this.lease.start(known, events);
    this.logger.log(`worker ${workerId} claims from ${all(lanes).length} lanes, ${settings.maxConcurrency} steps at once`);
  }

  /** A dead worker's id is never used again: what runs is aborted, and work goes on under a new one. */
  private leaseLost(settings: WorkerSettings): void {
    if (this.restarting) return;
    this.restarting = true;
    this.lease.stop();
    this.instruments.meter?.leaseLost();
    this.worker.abandonAll('the lease of this worker is lost');
    this.logger.error(`worker ${this.worker.workerId} has lost its lease: the process was stalled or cut off; it begins anew`);
    const again = (): void => {
      if (this.stopping) return;
      this.begin(settings).then(
        () => (this.restarting = false),
        (error: unknown) => {
          this.logger.warn(`cannot begin anew, trying again: ${describeFailure(error)}`);
          setTimeout(again, RESTART_MS).unref();
        },
      );
    };
    again();
  }

  /** Reads what may be claimed; asked again while it reads, it reads once more. */
  private async refresh(settings: WorkerSettings): Promise<void> {
    this.refreshAsked = true;
    if (this.refreshing) return;
    this.refreshing = true;
    while (this.refreshAsked && !this.stopping) {
      this.refreshAsked = false;
      try {
        const { lanes, known } = await this.readCoverage(settings);
        this.lease.covers(known);
        this.worker.claimFrom(lanes);
        await this.workers.setWorkerLanes({ workerId: this.worker.workerId, lanes: all(lanes), definitions: this.hashes() });
      } catch (error) {
        this.logger.warn(`cannot read what may be claimed, trying again: ${describeFailure(error)}`);
        setTimeout(() => void this.refresh(settings), RESTART_MS).unref();
      }
    }
    this.refreshing = false;
  }

  private async readCoverage(settings: WorkerSettings): Promise<{
    lanes: WorkerLanes;
    known: { namedTaskIds: number[]; coverage: number };
  }> {
    const tasks = this.definitions.all();
    const steps = new Map(tasks.map((task) => [task.namedTaskId, task.declaredIds()]));
    const { lanes, coverage } = await this.workers.coverage(settings.queues, steps);
    return { lanes, known: { namedTaskIds: [...steps.keys()], coverage } };
  }

  /** Hash of each definition of this process by full name. */
  private hashes(): Record<string, string> {
    return Object.fromEntries(this.definitions.all().map(({ fullName, task }) => [fullName, task.hash]));
  }

  /** A look that finds nothing only reads; a claim writes, whether it finds something or not. */
  private async look(): Promise<void> {
    const lanes = this.worker.lookedThrough;
    if (lanes === null) return this.worker.wake();
    try {
      this.worker.looked(await this.workers.firstDueIn(lanes));
    } catch (error) {
      this.logger.debug(`cannot look for work, trying again: ${describeFailure(error)}`);
    }
  }

  private schedulePoll(pollMs: number): void {
    const wait = pollMs * (1 + POLL_JITTER * (2 * Math.random() - 1));
    this.poll = setTimeout(() => {
      void this.look();
      // Nobody says either that a running step was stopped.
      if (this.database.sessions.shared) this.lease.look();
      this.schedulePoll(pollMs);
    }, wait);
    this.poll.unref();
  }
}

function all({ free, limited }: WorkerLanes): number[] {
  return [...free, ...limited].sort((one, other) => one - other);
}
