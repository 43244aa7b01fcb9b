import type { ExportEnd } from './metrics.exporter.js';

/** How exports of one format went in this process. */
export interface ExportStatistics {
  readonly format: string;
  readonly completed: number;
  readonly failed: number;
  /** Message of the last failure; null: there was none. */
  readonly lastError: string | null;
  readonly lastDurationMs: number;
  readonly lastEndedAt: Date;
}

/** Counts exports. */
export class ExportCounts {
  private readonly byFormat = new Map<string, ExportStatistics>();

  completed(end: ExportEnd): void {
    const { completed, failed, lastError } = this.of(end.format);
    this.put(end, { completed: completed + 1, failed, lastError });
  }

  failed(end: ExportEnd, error: string): void {
    const { completed, failed } = this.of(end.format);
    this.put(end, { completed, failed: failed + 1, lastError: error });
  }

  all(): ExportStatistics[] {
    return [...this.byFormat.values()];
  }

  private of(format: string): Pick<ExportStatistics, 'completed' | 'failed' | 'lastError'> {
    return this.byFormat.get(format) ?? { completed: 0, failed: 0, lastError: null };
  }

  private put({ format, durationMs }: ExportEnd, counts: Pick<ExportStatistics, 'completed' | 'failed' | 'lastError'>): void {
    this.byFormat.set(format, { format, ...counts, lastDurationMs: durationMs, lastEndedAt: new Date() });
  }
}
