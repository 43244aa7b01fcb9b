import { Injectable } from '@nestjs/common';
import type { HealthFigures } from '../database/analytics.figures.js';
import { HealthReader, type PoolFigures } from '../database/health.reader.js';
import { QueueFiguresStore, type QueueFigures } from '../database/queue-figures.store.js';
import { HealthSettings, type HealthThresholds } from './health.settings.js';
import { KeptAnswer } from './kept.answer.js';
import { Readiness, type ReadinessReport } from './readiness.js';
import { SystemFigures, type RecentFigures } from './system.figures.js';

/** Rows of each kind of queue figure that are counted at most. */
const BOUND = 10_000;

/** What is bad, by the threshold that it is beyond; `ready`: this process is not. */
export type HealthProblem = 'ready' | 'connectionUtilization' | 'errorRate' | 'queueAge' | 'workers';

/** How the whole system does (specification: surface §8.4). */
export interface SystemStatus {
  /** There is no problem. */
  readonly healthy: boolean;
  readonly problems: readonly HealthProblem[];
  /** Null where `analytics` is false. */
  readonly counts: HealthFigures | null;
  readonly lastHour: RecentFigures | null;
  readonly queue: StatusQueue;
  readonly pool: PoolFigures;
  readonly readiness: ReadinessReport;
  readonly generatedAt: Date;
  readonly durationMs: number;
  /** It was found out for somebody before. */
  readonly cached: boolean;
}

/** What waits, and who works. */
export interface StatusQueue {
  readonly readySteps: number;
  /** Seconds since the first of them was ready; null without one. */
  readonly oldestReadySeconds: number | null;
  readonly unfinishedTasks: number;
  readonly deadLetters: number;
  /** Warnings about unfinished tasks, by kind. */
  readonly warnings: QueueFigures['warnings'];
  /** Whose lease runs. */
  readonly workers: number;
  /** Something was counted to its bound only. */
  readonly capped: boolean;
}

/** Finds out how the whole system does, from figures that others keep; kept itself for `health.cacheDuration`. */
@Injectable()
export class HealthStatus {
  private readonly kept: KeptAnswer<Omit<SystemStatus, 'cached'>>;

  constructor(
    private readonly figures: SystemFigures,
    private readonly queue: QueueFiguresStore,
    private readonly reader: HealthReader,
    private readonly readiness: Readiness,
    private readonly settings: HealthSettings,
  ) {
    this.kept = new KeptAnswer(() => this.look(), settings.health.cacheMs);
  }

  /** @throws what the database says */
  async read(): Promise<SystemStatus> {
    const { answer, cached } = await this.kept.get();
    return { ...answer, cached };
  }

  private async look(): Promise<Omit<SystemStatus, 'cached'>> {
    const began = performance.now();
    const readiness = await this.readiness.check();
    const [counts, lastHour, figures] = await Promise.all([this.figures.counts(), this.figures.lastHour(), this.queue.read(BOUND)]);
    const queue = queueOf(figures);
    const problems = problemsOf({ readiness, counts, lastHour, queue }, this.settings.health.thresholds);
    return {
      ...{ healthy: problems.length === 0, problems, counts, lastHour, queue, pool: this.reader.pool, readiness },
      ...{ generatedAt: new Date(), durationMs: performance.now() - began },
    };
  }
}

function queueOf({ ready, tasks, deadLetters, warnings, workers, capped }: QueueFigures): StatusQueue {
  return {
    readySteps: ready.reduce((sum, [, , , , steps]) => sum + steps, 0),
    oldestReadySeconds: ready.length === 0 ? null : Math.max(...ready.map(([, , , , , seconds]) => seconds)),
    unfinishedTasks: Object.values(tasks).reduce((sum, count) => sum + count, 0),
    ...{ deadLetters, warnings, workers, capped },
  };
}

type Judged = Pick<SystemStatus, 'readiness' | 'counts' | 'lastHour' | 'queue'>;

/** What is not known is not bad. */
export function problemsOf({ readiness, counts, lastHour, queue }: Judged, limits: HealthThresholds): HealthProblem[] {
  const found: Readonly<Record<HealthProblem, boolean>> = {
    ready: !readiness.ready,
    connectionUtilization: counts !== null && utilizationOf(counts) > limits.connectionUtilization,
    errorRate: lastHour !== null && lastHour.taskThroughput > 0 && lastHour.errorCount / lastHour.taskThroughput > limits.errorRate,
    queueAge: (queue.oldestReadySeconds ?? 0) * 1000 > limits.queueAgeMs,
    workers: queue.readySteps > 0 && queue.workers === 0,
  };
  return (Object.keys(found) as HealthProblem[]).filter((problem) => found[problem]);
}

/** Share of the connections that the server allows which is active. */
export function utilizationOf({ activeConnections, maxConnections }: Pick<HealthFigures, 'activeConnections' | 'maxConnections'>): number {
  return maxConnections === 0 ? 0 : activeConnections / maxConnections;
}
