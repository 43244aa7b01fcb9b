import { Injectable, Logger } from '@nestjs/common';
import { hostname } from 'node:os';
import { v7 as uuidv7 } from 'uuid';
import { EventBus } from '../../events/event.bus.js';
import { LogRecord } from '../../events/log.record.js';
import { ParameterFilter } from '../../events/parameter.filter.js';
import { TaskerMetrics } from '../metrics/tasker.metrics.js';
import { EXPORT_LIMIT_MS, ExportCalls } from './export.call.js';
import { ExportCounts, type ExportStatistics } from './export.counts.js';
import type { ExportEnd, ExportRequest } from './metrics.exporter.js';
import { snapshotOf, type MetricsSnapshot } from './metrics.snapshot.js';
import { ExportFailedError } from './plugin.errors.js';
import { PluginRegistry } from './plugin.registry.js';
import type { RegisteredExporter } from './registered.exporter.js';

/** Metrics that were exported. */
export interface MetricsExport {
  readonly exportId: string;
  readonly format: string;
  /** Name of the exporter. */
  readonly exporter: string;
  /** Undefined: the exporter has delivered it by itself. */
  readonly data: string | Uint8Array | undefined;
  readonly metricsCount: number;
  readonly durationMs: number;
  /** `<host>-<pid>`: whose metrics these are. */
  readonly instance: string;
  readonly takenAt: Date;
}

/** What can be said of an export besides its format. */
export interface ExportTerms {
  /** For the exporter. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Does something with what was exported, as a part of the export. */
  readonly deliver?: (exported: MetricsExport, to: RegisteredExporter) => Promise<void>;
}

/**
 * Exports the metrics of this process (specification: surface §5.7).
 *
 * @example const { data } = await exports.exportNow('csv', { flattenLabels: true });
 */
@Injectable()
export class MetricsExports {
  private readonly logger = new Logger('TaskerMetrics');
  private readonly calls = new ExportCalls();
  private readonly counts = new ExportCounts();
  readonly instance = `${hostname()}-${process.pid}`;
  /** Longest time for one export. */
  limitMs = EXPORT_LIMIT_MS;

  constructor(
    private readonly registry: PluginRegistry,
    private readonly metrics: TaskerMetrics,
    private readonly bus: EventBus,
    private readonly filter: ParameterFilter,
  ) {}

  /**
   * The metrics of this process in a format; writes no file.
   *
   * @throws UnknownFormatError that lists the known formats
   * @throws ExportFailedError when there are no metrics, when the exporter throws, and when it takes longer than 25 s
   */
  exportNow(format: string, options: Readonly<Record<string, unknown>> = {}): Promise<MetricsExport> {
    return this.export(format, { options });
  }

  /** As `exportNow`, with a delivery that belongs to it. */
  async export(format: string, { options = {}, deliver }: ExportTerms): Promise<MetricsExport> {
    const entry = this.registry.findByFormat(format);
    const request: ExportRequest = { exportId: uuidv7(), format, options };
    const began = performance.now();
    this.bus.announce('tasker.telemetry.export_requested', () => this.eventOf(request, { options: this.filter.content(options) }));
    await this.tell(entry, () => entry.exporter.onExportRequest?.(request));
    let metricsCount = 0;
    try {
      const snapshot = await this.snapshot(format);
      metricsCount = snapshot.metrics.length;
      const data = await this.calls.call(entry.exporter, snapshot, { options, limitMs: this.limitMs });
      const { takenAt, instance } = snapshot;
      const exported = { exportId: request.exportId, format, exporter: entry.name, data, metricsCount, takenAt, instance };
      await deliver?.({ ...exported, durationMs: since(began) }, entry);
      const durationMs = since(began);
      await this.completed(entry, { ...request, metricsCount, durationMs });
      return { ...exported, durationMs };
    } catch (error) {
      throw await this.failed(entry, { ...request, metricsCount, durationMs: since(began) }, error);
    }
  }

  /** How often each format was exported since this process began. */
  statistics(): ExportStatistics[] {
    return this.counts.all();
  }

  private async snapshot(format: string): Promise<MetricsSnapshot> {
    const contents = await this.metrics.contents();
    if (contents === null) throw new ExportFailedError(format, this.metrics.unavailable ?? 'there are no metrics');
    return snapshotOf(contents, { takenAt: new Date(), instance: this.instance });
  }

  private async completed(entry: RegisteredExporter, end: ExportEnd): Promise<void> {
    const { metricsCount, durationMs } = end;
    this.counts.completed(end);
    this.logger.debug(new LogRecord('Metrics exported', fieldsOf(entry, end)));
    this.bus.announce('tasker.telemetry.export_completed', () => this.eventOf(end, { metricsCount, durationMs }));
    await this.tell(entry, () => entry.exporter.onExportComplete?.(end));
  }

  private async failed(entry: RegisteredExporter, end: ExportEnd, thrown: unknown): Promise<ExportFailedError> {
    const problem = messageOf(thrown);
    const error = this.filter.textFilter(end.options).text(problem);
    this.counts.failed(end, error);
    this.logger.error(new LogRecord('Export of metrics failed', { ...fieldsOf(entry, end), error }));
    this.bus.announce('tasker.telemetry.export_failed', () => this.eventOf(end, { error, durationMs: end.durationMs }));
    await this.tell(entry, () => entry.exporter.onExportComplete?.({ ...end, error }));
    return thrown instanceof ExportFailedError ? thrown : new ExportFailedError(end.format, problem, { cause: thrown });
  }

  /** A callback is told what happens; nothing depends on it, and nobody waits for it longer than for an export. */
  private async tell({ name }: RegisteredExporter, call: () => unknown): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, this.limitMs).unref()));
    try {
      await Promise.race([Promise.resolve(call()), limit]);
    } catch (error) {
      this.logger.warn(new LogRecord('Callback of an exporter failed', { exporter: name, error: this.filter.text(messageOf(error)) }));
    } finally {
      clearTimeout(timer);
    }
  }

  private eventOf({ exportId, format }: ExportRequest, more: object): object {
    return { exportId, format, timestamp: new Date(), ...more };
  }
}

function fieldsOf({ name }: RegisteredExporter, { exportId, format, metricsCount, durationMs }: ExportEnd): Record<string, unknown> {
  const about = { component: 'metrics_export', export_id: exportId, format, exporter: name };
  return { ...about, metrics_count: metricsCount, duration_ms: durationMs };
}

function since(began: number): number {
  return Math.round(performance.now() - began);
}

/** What was thrown may throw when it is looked at. */
function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return 'an error that cannot be shown';
  }
}
