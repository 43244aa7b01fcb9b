import type { ExportRequest, MetricsExporter } from './metrics.exporter.js';
import type { MetricsSnapshot } from './metrics.snapshot.js';

/** Nobody waits for an exporter longer: others are to have their turn, and the right to run the job ends some time. */
export const EXPORT_LIMIT_MS = 25_000;

/** Calls exporters, each call within its time. */
export class ExportCalls {
  /** Exporters whose last call was given up and has not ended: they would pile up. */
  private readonly hanging = new WeakSet<MetricsExporter>();

  /** What the exporter gives; rejects when it throws, when its time is over, and while its last call hangs. */
  async call(
    exporter: MetricsExporter,
    snapshot: MetricsSnapshot,
    { options, limitMs }: CallTerms,
  ): Promise<string | Uint8Array | undefined> {
    if (this.hanging.has(exporter)) throw new Error('its last export was given up and has not ended yet');
    exporter.checkOptions?.(options);
    const abort = new AbortController();
    const given = Promise.resolve().then(() => exporter.export(snapshot, options, abort.signal));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const reason = new Error(`no answer within ${limitMs} ms`);
        this.hanging.add(exporter);
        void given.catch(() => undefined).then(() => this.hanging.delete(exporter));
        abort.abort(reason);
        reject(reason);
      }, limitMs);
      timer.unref();
    });
    try {
      return contentOf(await Promise.race([given, late]));
    } finally {
      clearTimeout(timer);
    }
  }
}

/** How an exporter is called. */
export interface CallTerms extends Pick<ExportRequest, 'options'> {
  readonly limitMs: number;
}

function contentOf(given: unknown): string | Uint8Array | undefined {
  if (given === undefined || typeof given === 'string' || given instanceof Uint8Array) return given;
  throw new TypeError(`export() must give a text, bytes, or nothing when it has delivered them by itself; it gave ${typeof given}`);
}
