import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { describeFailure } from '../database/database.failure.js';
import { HealthReader, type DatabaseSigns } from '../database/health.reader.js';
import { HealthSettings } from './health.settings.js';
import { KeptAnswer } from './kept.answer.js';
import { LoopDelay } from './loop.delay.js';
import { WorkerLoop } from './worker.loop.js';

/** What is looked at. `worker` only where this process has one. */
export type CheckName = 'database' | 'migrations' | 'eventLoop' | 'worker' | 'lifecycle';

/** What a check found. */
export interface CheckResult {
  readonly status: 'healthy' | 'unhealthy';
  readonly message: string;
  readonly responseTimeMs?: number;
}

/** Whether this process can do its part. */
export interface ReadinessReport {
  readonly ready: boolean;
  readonly checks: Readonly<Partial<Record<CheckName, CheckResult>>>;
  /** Names of those that are unhealthy. */
  readonly failedChecks: readonly CheckName[];
  /** When it was found out, and in how many milliseconds. */
  readonly at: Date;
  readonly durationMs: number;
}

const healthy = (message: string): CheckResult => ({ status: 'healthy', message });
const unhealthy = (message: string): CheckResult => ({ status: 'unhealthy', message });

/**
 * Whether this process may be sent work: the database answers on the engine's own pool, its schema is what this code needs, the event loop is
 * not held up, and the worker claims under a lease that holds. It is not ready before it has started, nor from the moment at which it begins to
 * shut down, when its worker still finishes what it runs (specification: surface §8.3).
 */
@Injectable()
export class Readiness implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('TaskerHealth');
  private readonly loop = new LoopDelay();
  private readonly kept: KeptAnswer<ReadinessReport>;
  private phase: 'starting' | 'running' | 'stopping' = 'starting';
  private wasReady = true;

  constructor(
    private readonly reader: HealthReader,
    private readonly worker: WorkerLoop,
    private readonly settings: HealthSettings,
  ) {
    this.kept = new KeptAnswer(() => this.look(), settings.health.cacheMs);
  }

  onApplicationBootstrap(): void {
    this.phase = 'running';
  }

  /** The first thing that a closing application does: before its worker stops to claim. */
  onModuleDestroy(): void {
    this.phase = 'stopping';
    this.loop.stop();
  }

  /** Found out once for all who ask at the same time, and kept for `health.cacheDuration`; that it shuts down is known at once. */
  async check(): Promise<ReadinessReport> {
    if (this.phase !== 'running') return reportOf({ lifecycle: unhealthy(`this process is ${this.phase}`) }, performance.now());
    const { answer } = await this.kept.get();
    return this.phase === 'running' ? answer : this.check();
  }

  private async look(): Promise<ReadinessReport> {
    const began = performance.now();
    const { readinessTimeoutMs: limitMs } = this.settings.health;
    const loop = this.worker.now();
    const signs = await this.signs(loop?.workerId ?? null, limitMs);
    const checks = {
      database: databaseCheck(signs, performance.now() - began),
      migrations: signs instanceof Error ? unhealthy('not known: the database does not answer') : migrationsCheck(signs),
      eventLoop: loopCheck(this.loop.read(), this.settings.health.thresholds.eventLoopDelayMs),
      ...(loop === null ? {} : { worker: workerCheck(loop.isRunning, signs) }),
    };
    const report = reportOf(checks, began);
    if (!report.ready && this.wasReady)
      this.logger.warn(`not ready: ${report.failedChecks.map((name) => checks[name as 'database'].message).join('; ')}`);
    this.wasReady = report.ready;
    return report;
  }

  private async signs(workerId: string | null, limitMs: number): Promise<DatabaseSigns | Error> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Error>((resolve) => {
      timer = setTimeout(() => resolve(new NoAnswerError(`the database does not answer within ${limitMs} ms`)), limitMs);
    });
    const asked = this.reader.signs(workerId, limitMs).catch((error: unknown) => {
      if (this.wasReady) this.logger.warn(`the database does not answer: ${describeFailure(error)}`);
      return new NoAnswerError('the database does not answer; the log of this process says why');
    });
    return Promise.race([asked, late]).finally(() => clearTimeout(timer));
  }
}

/** What everybody may be told of a database that does not answer: addresses and names stay in the log. */
class NoAnswerError extends Error {}

function reportOf(checks: ReadinessReport['checks'], began: number): ReadinessReport {
  const failedChecks = (Object.keys(checks) as CheckName[]).filter((name) => checks[name]?.status === 'unhealthy');
  return { ready: failedChecks.length === 0, checks, failedChecks, at: new Date(), durationMs: performance.now() - began };
}

function databaseCheck(signs: DatabaseSigns | Error, tookMs: number): CheckResult {
  const found = signs instanceof Error ? unhealthy(signs.message) : healthy('the database answers');
  return { ...found, responseTimeMs: Math.round(tookMs * 100) / 100 };
}

function migrationsCheck({ schemaVersion, neededVersion }: DatabaseSigns): CheckResult {
  if (schemaVersion >= neededVersion) return healthy(`the schema is at version ${schemaVersion}`);
  return unhealthy(`the schema is at version ${schemaVersion}, this code needs ${neededVersion}`);
}

function loopCheck(delayMs: number, limitMs: number): CheckResult {
  const message = `the event loop was held up for at most ${Math.round(delayMs)} ms`;
  return delayMs < limitMs ? healthy(message) : unhealthy(message);
}

function workerCheck(isRunning: boolean, signs: DatabaseSigns | Error): CheckResult {
  if (!isRunning) return unhealthy('the worker does not claim');
  if (signs instanceof Error) return unhealthy('not known: the database does not answer');
  if (signs.worker === null || signs.worker.isOver) return unhealthy('the worker has lost its lease');
  const { heartbeatAgeSeconds: age, leaseSeconds } = signs.worker;
  return age < leaseSeconds ? healthy('the worker claims') : unhealthy(`the worker has sent no heartbeat for ${Math.round(age)} s`);
}
