import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { CacheFetcher, type CacheStatistics } from '../cache/cache.fetcher.js';
import { EventBus } from '../events/event.bus.js';
import { roundedTo } from './figure.rounding.js';

/** Spans of this process (specification: surface §1.8, trace_stats). */
export interface TraceStats {
  /** Whether spans are made: `telemetry.tracing` is on and an OpenTelemetry SDK is there. */
  readonly active: boolean;
  /** Spans that have begun and not ended. */
  readonly activeSpans: number;
  readonly startedSpans: number;
  /** Times that the SDK has thrown: a span was lost or is not complete. */
  readonly failures: number;
}

/** What became of the events of this process. */
export interface EventStats {
  readonly listeners: number;
  readonly delivered: number;
  readonly failed: number;
  /** Not delivered, because too many waited. */
  readonly dropped: number;
  readonly waiting: number;
  /** Publications that were refused because listeners published for each other without end. */
  readonly refused: number;
}

/** Exports of metrics in one format by this process. */
export interface ExportStats {
  readonly format: string;
  readonly completed: number;
  readonly failed: number;
  readonly lastError: string | null;
  readonly lastEndedAt: Date;
}

/**
 * How the telemetry of the process that answers is doing, since it began; counted there, whichever process made the rest of the answer
 * (specification: engine core §7.4).
 */
export interface TelemetryInsights {
  /** `<host>-<pid>` */
  readonly instance: string;
  readonly uptimeSeconds: number;
  readonly traceStats: TraceStats;
  readonly eventStats: EventStats;
  /** Formats that were exported. */
  readonly exportStats: readonly ExportStats[];
  readonly cacheStats: CacheStatistics;
}

/** The counters of telemetry, which stands beside this room. */
export abstract class TelemetryCounters {
  abstract traces(): TraceStats;
  abstract exports(): readonly ExportStats[];
}

/** Puts the counters of this process together. */
@Injectable()
export class ProcessInsights {
  constructor(
    private readonly bus: EventBus,
    private readonly counters: TelemetryCounters,
    private readonly cache: CacheFetcher,
  ) {}

  async read(): Promise<TelemetryInsights> {
    return {
      instance: `${hostname()}-${process.pid}`,
      uptimeSeconds: roundedTo(3, process.uptime()),
      traceStats: this.counters.traces(),
      eventStats: this.events(),
      exportStats: this.counters.exports(),
      cacheStats: await this.cache.statistics(),
    };
  }

  private events(): EventStats {
    const listeners = this.bus.statistics();
    const counts = [...listeners, ...this.bus.pastCounts().values()];
    const sum = (key: 'delivered' | 'failed' | 'dropped') => counts.reduce((total, one) => total + one[key], 0);
    return {
      listeners: listeners.length,
      delivered: sum('delivered'),
      failed: sum('failed'),
      dropped: sum('dropped'),
      waiting: listeners.reduce((total, { waiting }) => total + waiting, 0),
      refused: this.bus.refused,
    };
  }
}
